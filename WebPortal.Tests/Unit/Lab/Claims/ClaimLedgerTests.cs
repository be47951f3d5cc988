using WebPortal.Features.Lab.Claims;

namespace WebPortal.Tests.Unit.Lab;

/// <summary>
/// The ledger is complete and in order. That each quotation really stands in its article was checked when the entries were written, by a script over the
/// articles' text; the articles are not part of the repository.
/// </summary>
public sealed class ClaimLedgerTests
{
    private static readonly char[] Space = [' '];

    [Fact]
    public void Numbers_run_from_1_to_153_without_gaps()
    {
        Assert.Equal(Enumerable.Range(1, 153), ClaimLedger.All.Select(c => c.Number));
        Assert.Null(ClaimLedger.Find(0));
        Assert.Null(ClaimLedger.Find(154));
        Assert.Equal(12, ClaimLedger.Find(12)!.Number);
    }

    [Fact]
    public void Thirty_six_corrections_are_each_the_reason_of_a_claim_that_is_not_right()
    {
        Assert.Equal(Enumerable.Range(1, 36), ClaimLedger.Corrections.Select(c => c.Number));
        foreach (var correction in ClaimLedger.Corrections)
        {
            Assert.NotEmpty(ClaimLedger.CorrectedBy(correction));
            Assert.InRange(correction.Truth.Length, 40, 600);
            Assert.InRange(correction.Shown.Length, 20, 300);
        }
        Assert.All(
            ClaimLedger.All.Where(c => c.Corrections.Count > 0),
            c => Assert.Contains(c.Verdict, new[] { Verdict.Imprecise, Verdict.Wrong })
        );
        Assert.All(ClaimLedger.All.SelectMany(c => c.Corrections), n => Assert.InRange(n, 1, 36));
    }

    [Fact]
    public void Every_wrong_claim_has_its_correction() =>
        Assert.All(ClaimLedger.All.Where(c => c.Verdict == Verdict.Wrong), c => Assert.NotEmpty(c.Corrections));

    [Fact]
    public void Quotations_are_short_and_name_an_article_that_says_it() =>
        Assert.All(
            ClaimLedger.All,
            c =>
            {
                Assert.InRange(c.Quotation.Split(Space, StringSplitOptions.RemoveEmptyEntries).Length, 1, 25);
                Assert.Contains(c.Quoted, c.Articles, StringComparison.Ordinal);
                Assert.Matches("^A?B?C?$", c.Articles);
            }
        );

    [Fact]
    public void Explanations_are_one_to_three_sentences_of_our_own() =>
        Assert.All(
            ClaimLedger.All,
            c =>
            {
                Assert.InRange(c.Explanation.Length, 40, 420);
                Assert.EndsWith(".", c.Explanation, StringComparison.Ordinal);
                Assert.InRange(c.Explanation.Split(". ").Length, 1, 4);
                Assert.DoesNotContain(c.Quotation, c.Explanation, StringComparison.Ordinal);
            }
        );

    [Fact]
    public void No_text_occurs_twice()
    {
        foreach (
            Func<ClaimEntry, string> part in new Func<ClaimEntry, string>[]
            {
                c => c.Title,
                c => c.Quotation,
                c => c.Explanation,
            }
        )
            Assert.Equal(153, ClaimLedger.All.Select(part).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(
            72,
            ClaimLedger.Corrections.SelectMany(c => new[] { c.Truth, c.Shown }).Distinct(StringComparer.Ordinal).Count()
        );
    }

    [Fact]
    public void Every_entry_belongs_to_a_station_or_says_that_it_is_judged_by_reading()
    {
        Assert.All(ClaimLedger.All, c => Assert.Equal(c.Run is null, c.Station == Station.Reading));
        // Reading is the exception: the articles' prose is to be tried, not believed.
        Assert.InRange(ClaimLedger.All.Count(c => c.Run is null), 1, 20);
        Assert.Throws<InvalidOperationException>(() => Station.Of("/lab/somewhere"));
    }

    [Theory]
    [InlineData("/lab/lanes/s", "Wire, lane S")]
    [InlineData("/lab/attacks/alg-none", "Attacks, alg none")]
    [InlineData("/lab/race", "Race")]
    [InlineData("/decide", "Decide")]
    public void A_place_is_said_in_words(string address, string words) =>
        Assert.Equal(words, Station.Of(address).Place(address));
}
