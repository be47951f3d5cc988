using System.Text.Json;
using WebPortal.Features.Lab.Tokens.Making;

namespace WebPortal.Tests.Unit.Lab.Tokens;

public sealed class SensitiveClaimsTests
{
    [Theory]
    [InlineData("""{"password":"hunter2"}""", "password")]
    [InlineData("""{"PWD":"x"}""", "PWD")]
    [InlineData("""{"client_secret":"x"}""", "client_secret")]
    [InlineData("""{"user":{"contact":"jane@example.com"}}""", "user.contact")]
    [InlineData("""{"to":["a","jane@example.com"]}""", "to")]
    [InlineData("""{"account":"DE89 3704 0044 0532 0130 00"}""", "account")]
    [InlineData("""{"account":"gb29nwbk60161331926819"}""", "account")]
    [InlineData("""{"card":"4111 1111 1111 1111"}""", "card")]
    [InlineData("""{"card":4111111111111111}""", "card")]
    public void Marks_what_everybody_could_read(string claims, string path) =>
        Assert.Equal(path, Assert.Single(Scan(claims)).Path);

    [Theory]
    [InlineData("""{"sub":"8c1f20b7","role":"user","iat":1795442531,"exp":1795442591}""")]
    [InlineData("""{"iss":"http://issuer.localhost:5081","aud":"lab-api"}""")]
    [InlineData("""{"account":"DE89 3704 0044 0532 0130 01"}""")]
    [InlineData("""{"number":4111111111111112}""")]
    [InlineData("""{"password_changed_at":1795442531,"compass":"N","handle":"@jane"}""")]
    public void Leaves_the_rest_alone(string claims) => Assert.Empty(Scan(claims));

    private static IReadOnlyList<SensitiveClaim> Scan(string claims) =>
        SensitiveClaims.In(JsonSerializer.Deserialize<JsonElement>(claims));
}
