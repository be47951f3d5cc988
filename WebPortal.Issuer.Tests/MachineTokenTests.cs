using Microsoft.IdentityModel.JsonWebTokens;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class MachineTokenTests(SharedIssuer shared)
{
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    public static Task<TokenAnswer> ForAsync(
        IssuerUnderTest issuer,
        string client,
        string scope,
        string? secret = null
    ) =>
        TokenAnswer.PostAsync(
            issuer,
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = client,
                ["client_secret"] = secret ?? issuer.Secret(client),
                ["scope"] = scope,
            }
        );

    [Fact]
    public async Task A_machine_gets_a_token_of_its_own()
    {
        var token = new JsonWebToken((await ForAsync(_issuer, "webportal-lab", "api")).AccessToken);
        Assert.Equal("webportal-lab", token.Subject);
        Assert.Equal("at+jwt", token.Typ);
        Assert.Equal(["webportal-api"], token.Audiences);
    }

    [Theory]
    [InlineData("webportal-lab", "api", "wrong-secret-of-the-client", "invalid_client")]
    [InlineData("webportal-lab", "profile", null, "invalid_request")]
    [InlineData("webportal-lab", "no-such-scope", null, "invalid_scope")]
    [InlineData("webportal", "api", null, "unauthorized_client")]
    public async Task It_is_refused_otherwise(string client, string scope, string? secret, string error) =>
        Assert.Equal(error, (await ForAsync(_issuer, client, scope, secret)).Error);

    [Fact]
    public async Task An_opaque_token_says_nothing_by_itself_and_everything_when_asked()
    {
        var tokens = await ForAsync(_issuer, "webportal-opaque", "api");
        Assert.DoesNotContain('.', tokens.AccessToken);
        var answer = await Introspection.AskAsync(_issuer, tokens.AccessToken);
        Assert.Equal("True", answer["active"]);
        Assert.Equal("webportal-opaque", answer["client_id"]);
        Assert.Equal("api", answer["scope"]);
    }

    [Theory]
    [InlineData("webportal-lab")]
    [InlineData("webportal-opaque")]
    public async Task A_revoked_token_is_dead(string client)
    {
        var token = (await ForAsync(_issuer, client, "api")).AccessToken;
        Assert.True(await Introspection.IsActiveAsync(_issuer, token));
        var form = new Dictionary<string, string>
        {
            ["client_id"] = client,
            ["client_secret"] = _issuer.Secret(client),
            ["token"] = token,
        };
        Assert.Equal(200, (await TokenAnswer.PostAsync(_issuer, form, "/connect/revoke")).Status);
        Assert.False(await Introspection.IsActiveAsync(_issuer, token));
    }

    [Fact]
    public async Task A_stranger_cannot_revoke_it_or_ask_about_it()
    {
        var token = (await ForAsync(_issuer, "webportal-lab", "issuer.operate")).AccessToken;
        // Allowed to introspect, but neither audience nor presenter of this token.
        Assert.Equal("False", (await Introspection.AskAsync(_issuer, token))["active"]);
        // Not allowed to introspect at all.
        Assert.Equal("unauthorized_client", (await Introspection.AskAsync(_issuer, token, "webportal")).Error);
        Assert.Equal(
            "invalid_client",
            (await Introspection.AskAsync(_issuer, token, secret: "not-the-secret-at-all")).Error
        );
        var form = new Dictionary<string, string>
        {
            ["client_id"] = "webportal",
            ["client_secret"] = _issuer.Secret(),
            ["token"] = token,
        };
        await TokenAnswer.PostAsync(_issuer, form, "/connect/revoke");
        Assert.NotEqual(401, (await TokenAnswer.GetAsync(_issuer, "/operations/people/nobody/sessions", token)).Status);
    }
}
