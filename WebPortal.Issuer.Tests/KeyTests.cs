using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class KeyTests
{
    private static async Task<List<string>> KidsAsync(IssuerUnderTest issuer, string address = "/.well-known/jwks")
    {
        using var http = issuer.Http();
        return [.. new JsonWebKeySet(await http.GetStringAsync(address)).Keys.Select(k => k.Kid)];
    }

    private static async Task<string> TokenAsync(IssuerUnderTest issuer, string scope = "api") =>
        (await MachineTokenTests.ForAsync(issuer, "webportal-lab", scope)).AccessToken;

    [Fact]
    public async Task Keys_and_secrets_are_made_once_for_the_owner_only_and_survive_a_restart()
    {
        var data = Directory.CreateTempSubdirectory("wp-issuer-").FullName;
        List<string> kids;
        string secret;
        await using (var first = await IssuerUnderTest.StartAsync(data: data))
        {
            kids = await KidsAsync(first);
            secret = first.Secret();
            Assert.Equal(2, kids.Count);
            if (!OperatingSystem.IsWindows())
            {
                foreach (
                    var file in Directory
                        .EnumerateFiles(Path.Combine(data, "keys"))
                        .Concat(Directory.EnumerateFiles(Path.Combine(data, "secrets")))
                )
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
                foreach (var folder in Directory.EnumerateDirectories(data))
                    Assert.Equal(
                        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                        File.GetUnixFileMode(folder)
                    );
            }
        }
        await using (var second = await IssuerUnderTest.StartAsync(data: data))
        {
            Assert.Equal(kids, await KidsAsync(second));
            Assert.Equal(secret, second.Secret());
            Assert.Equal(200, (await MachineTokenTests.ForAsync(second, "webportal-lab", "api")).Status);
        }
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task RSA_keys_have_3072_bits_and_the_public_part_only_is_published()
    {
        await using var issuer = await IssuerUnderTest.StartAsync();
        using var http = issuer.Http();
        foreach (var address in new[] { "/.well-known/jwks", "/google/oauth2/v3/certs" })
        {
            var text = await http.GetStringAsync(address);
            var set = new JsonWebKeySet(text);
            Assert.Equal(3072, set.Keys.First(k => k.Kty == "RSA").KeySize);
            foreach (var secret in new[] { "\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"k\"" })
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rotation_overlaps_and_retiring_ends_what_the_old_key_signed()
    {
        await using var issuer = await IssuerUnderTest.StartAsync();
        var before = await TokenAsync(issuer);
        Assert.True(await Introspection.IsActiveAsync(issuer, before));

        var kid = issuer.Running.RotateSigningKey();

        var after = await TokenAsync(issuer);
        Assert.Equal(kid, new JsonWebToken(after).Kid);
        Assert.NotEqual(kid, new JsonWebToken(before).Kid);
        Assert.Contains(new JsonWebToken(before).Kid, await KidsAsync(issuer));
        Assert.Contains(kid, await KidsAsync(issuer, "/google/oauth2/v3/certs"));
        Assert.True(await Introspection.IsActiveAsync(issuer, before));

        Assert.Equal([new JsonWebToken(before).Kid], issuer.Running.RetireOldKeys());

        Assert.DoesNotContain(new JsonWebToken(before).Kid, await KidsAsync(issuer));
        Assert.False(await Introspection.IsActiveAsync(issuer, before));
        Assert.True(await Introspection.IsActiveAsync(issuer, after));
    }

    /// <summary>An attack on <c>rotate</c> followed by <c>retire-old</c>: who refreshes between the two leaves with what the new key signed.</summary>
    [Fact]
    public async Task Replacing_a_key_leaves_no_moment_in_which_an_old_refresh_token_becomes_a_new_one()
    {
        await using var issuer = await IssuerUnderTest.StartAsync();
        var operate = await TokenAsync(issuer, "issuer.operate");
        using var browser = issuer.Browser();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var stolen = new List<Task<bool>>();
        for (var i = 0; i < 4; i++)
        {
            var tokens = await new Flow { Scope = "openid offline_access" }.TokensAsync(issuer, browser);
            stolen.Add(EndsAsync(tokens.RefreshToken));
        }

        Assert.Equal(200, await PostAsync(issuer, "/operations/signing-keys/replace", operate));

        Assert.All(await Task.WhenAll(stolen), Assert.True);
        Assert.Equal(2, (await KidsAsync(issuer)).Count);
        Assert.Equal(401, await PostAsync(issuer, "/operations/signing-keys/replace", operate));
        Assert.Equal(200, (await MachineTokenTests.ForAsync(issuer, "webportal-lab", "api")).Status);

        async Task<bool> EndsAsync(string token)
        {
            while (!patience.IsCancellationRequested)
            {
                var next = await RefreshTests.RefreshAsync(issuer, token);
                if (next.Error == "invalid_grant")
                    return true;
                token = next.RefreshToken;
            }
            return false;
        }
    }

    [Fact]
    public async Task The_same_can_be_done_over_HTTP_with_the_scope_for_it_only()
    {
        await using var issuer = await IssuerUnderTest.StartAsync();
        var operate = await TokenAsync(issuer, "issuer.operate");
        // The API's token is for another audience.
        Assert.Equal(401, await PostAsync(issuer, "/operations/signing-keys/rotate", await TokenAsync(issuer)));
        Assert.Equal(401, await PostAsync(issuer, "/operations/signing-keys/rotate", null));
        Assert.Equal(200, await PostAsync(issuer, "/operations/signing-keys/rotate", operate));
        Assert.Equal(3, (await KidsAsync(issuer)).Count);
        // The operations' own check knows the new key, and drops the old one.
        var signedAnew = await TokenAsync(issuer, "issuer.operate");
        Assert.Equal(200, await PostAsync(issuer, "/operations/signing-keys/retire-old", signedAnew));
        Assert.Equal(401, await PostAsync(issuer, "/operations/signing-keys/rotate", operate));
        Assert.Equal(400, await PostAsync(issuer, "/operations/signing-keys/rotate?algorithm=none", signedAnew));
        Assert.Equal(200, await PostAsync(issuer, "/operations/people/nobody/end", signedAnew));
        // A revoked token is refused here although its signature holds.
        var form = new Dictionary<string, string>
        {
            ["client_id"] = "webportal-lab",
            ["client_secret"] = issuer.Secret("webportal-lab"),
            ["token"] = signedAnew,
        };
        await TokenAnswer.PostAsync(issuer, form, "/connect/revoke");
        Assert.Equal(401, await PostAsync(issuer, "/operations/people/nobody/end", signedAnew));
    }

    private static async Task<int> PostAsync(IssuerUnderTest issuer, string address, string? token)
    {
        using var http = issuer.Http();
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return (int)(await http.PostAsync(address, null)).StatusCode;
    }
}
