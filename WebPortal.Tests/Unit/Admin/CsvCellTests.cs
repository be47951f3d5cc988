using WebPortal.Features.Admin;

namespace WebPortal.Tests.Unit.Admin;

public sealed class CsvCellTests
{
    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData(" =1", "\"' =1\"")]
    [InlineData("\ufeff=1", "\"'\ufeff=1\"")]
    [InlineData("plain", "\"plain\"")]
    [InlineData("say \"hi\", then\r\n=go", "\"say \"\"hi\"\", then\r\n=go\"")]
    [InlineData("", "\"\"")]
    public void A_cell_is_text_and_never_a_formula(string text, string cell) =>
        Assert.Equal(cell, EventsCsv.Cell(text));
}
