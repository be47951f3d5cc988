using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab;
using WebPortal.Features.Lab.Lanes.Issuer;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab;

/// <summary>Attack: tokens that name keys which nobody has. Each would make the server ask the issuer, and wait for it.</summary>
[Collection("lab")]
public sealed class IssuerKeysTests(LabFixture lab)
{
    [Theory]
    [InlineData(StatusCodes.Status200OK)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    public async Task Twenty_unknown_keys_at_once_are_one_question_to_the_issuer(int status)
    {
        var asked = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var issuer = builder.Build();
        issuer.MapGet(
            "/.well-known/jwks",
            () =>
            {
                Interlocked.Increment(ref asked);
                return Results.Text("""{"keys":[]}""", "application/json", statusCode: status);
            }
        );
        await issuer.StartAsync();
        var options = new LabOptions();
        options.Issuer.Origin = issuer.Urls.Single();
        using var keys = ActivatorUtilities.CreateInstance<IssuerKeys>(lab.A.Services, Options.Create(options));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async n => await Record.ExceptionAsync(() => AskAsync(n))));

        Assert.Equal(1, asked);

        async Task AskAsync(int n) => await keys.KnowAsync(TokenOf("key-" + n), TestContext.Current.CancellationToken);
    }

    private static string TokenOf(string kid)
    {
        var key = new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)) { KeyId = kid };
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor { SigningCredentials = new(key, SecurityAlgorithms.HmacSha256) }
        );
    }
}
