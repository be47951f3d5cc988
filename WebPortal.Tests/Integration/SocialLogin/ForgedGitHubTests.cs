namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>GitHub signs nothing: what its API answers is read by its JSON types.</summary>
[Collection(OneForgeryAtATime.Name)]
public sealed class ForgedGitHubTests(ForgingPortal forge)
{
    [Theory]
    [InlineData("""{"login":"octo"}""", "[]", "outcome=NotBelieved")]
    [InlineData("""{"id":"4711"}""", "[]", "outcome=NotBelieved")]
    [InlineData("""{"id":-1}""", "[]", "outcome=NotBelieved")]
    [InlineData("""{"id":0}""", "[]", "outcome=NotBelieved")]
    [InlineData("""{"id":1.5}""", "[]", "outcome=NotBelieved")]
    [InlineData("""{"id":99999999999999999999}""", "[]", "outcome=NotBelieved")]
    [InlineData("[]", "[]", "outcome=")]
    [InlineData("no JSON", "[]", "outcome=")]
    [InlineData("""{"id":4711}""", "no JSON", "outcome=")]
    [InlineData("""{"id":4711,"email":"a@forge.example"}""", "[]", "/sign-in/address")]
    [InlineData(
        """{"id":4711}""",
        """{"email":"a@forge.example","primary":true,"verified":true}""",
        "/sign-in/address"
    )]
    [InlineData(
        """{"id":4711}""",
        """[{"email":"a@forge.example","primary":true,"verified":"true"}]""",
        "/sign-in/address"
    )]
    [InlineData("""{"id":4711}""", """[{"email":"a@forge.example","primary":true,"verified":1}]""", "/sign-in/address")]
    [InlineData(
        """{"id":4711}""",
        """[{"email":"a@forge.example","primary":false,"verified":true}]""",
        "/sign-in/address"
    )]
    [InlineData(
        """{"id":4711}""",
        """[{"email":["a@forge.example"],"primary":true,"verified":true}]""",
        "/sign-in/address"
    )]
    [InlineData("""{"id":4711}""", """[1,null,{}]""", "/sign-in/address")]
    public async Task In_GitHubs_place_only_a_number_is_somebody_and_only_true_is_verified(
        string user,
        string emails,
        string next
    )
    {
        (forge.Provider.GitHubUser, forge.Provider.GitHubEmails) = (user, emails);
        using var visitor = forge.Visit();
        Assert.Contains(next, await ForgingPortal.SignInAsync(visitor, provider: "GitHub"), StringComparison.Ordinal);
        Assert.False(await visitor.IsSignedInAsync());
    }
}
