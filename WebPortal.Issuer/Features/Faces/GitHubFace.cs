using WebPortal.Issuer.Features.Tokens;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.Faces;

/// <summary>GitHub's token and user endpoints: no ID token, no auth_time, errors with status 200, a User-Agent required.</summary>
internal sealed class GitHubFace(FaceClients clients, FaceGrants grants, Faults faults, IssuerAddress address)
{
    public async Task<IResult> TokenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return GitHubAnswer.Error(
                context.Request,
                "bad_verification_code",
                "The code passed is incorrect or expired."
            );
        if (await clients.AuthenticateAsync(context) is not { } clientId)
            return GitHubAnswer.Error(
                context.Request,
                "incorrect_client_credentials",
                "The client_id and/or client_secret passed are incorrect."
            );
        var form = context.Request.Form;
        var ct = context.RequestAborted;
        var redemption = new Redemption(
            Face.GitHub,
            clientId,
            form["code"],
            form["redirect_uri"],
            form["code_verifier"]
        );
        if (await grants.RedeemAsync(redemption, ct) is not { } grant || await grants.PersonOfAsync(grant, ct) is null)
            return GitHubAnswer.Error(
                context.Request,
                "bad_verification_code",
                "The code passed is incorrect or expired."
            );
        if (await faults.DelayOrFailAsync(Faults.Parse(grant.Fault), ct))
            return Results.Text("Server Error", statusCode: StatusCodes.Status500InternalServerError);
        return GitHubAnswer.Of(
            context.Request,
            [
                new("access_token", await grants.IssueTokenAsync(grant, Face.GitHub, ct)),
                new("scope", grant.Scopes.Replace(' ', ',')),
                new("token_type", "bearer"),
            ]
        );
    }

    public async Task<IResult> UserAsync(HttpContext context)
    {
        if (await RefusalAsync(context) is { } refusal)
            return refusal;
        var (person, _) = Caller(context);
        return Results.Json(
            new
            {
                login = person.Login,
                id = person.NumericId,
                avatar_url = address.Origin + "/logo.svg",
                type = "User",
                site_admin = false,
                name = person.Name,
                // Profile text: it says nothing about verification, and is often null.
                email = person.EmailPublic ? person.Email : null,
            }
        );
    }

    public async Task<IResult> EmailsAsync(HttpContext context)
    {
        if (await RefusalAsync(context) is { } refusal)
            return refusal;
        var (person, scopes) = Caller(context);
        // A token without the scope is told that there is no such thing, as at GitHub.
        if (!scopes.Contains("user:email") && !scopes.Contains("user"))
            return Message("Not Found", StatusCodes.Status404NotFound);
        if (person.Email is null)
            return Results.Json(Array.Empty<object>());
        return Results.Json(
            new object[]
            {
                // Verified but not primary: a client that takes the first verified address takes the wrong one.
                new
                {
                    email = $"{person.NumericId}+{person.Login}@users.noreply.github.example",
                    primary = false,
                    verified = true,
                    visibility = (string?)null,
                },
                new
                {
                    email = person.Email,
                    primary = true,
                    verified = person.EmailVerified,
                    visibility = person.EmailPublic ? "public" : "private",
                },
            }
        );
    }

    private async Task<IResult?> RefusalAsync(HttpContext context)
    {
        if (string.IsNullOrWhiteSpace(context.Request.Headers.UserAgent))
            return Results.Text(
                "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.\n",
                statusCode: StatusCodes.Status403Forbidden
            );
        if (
            BearerToken.Of(context.Request) is not { } token
            || await grants.FindByTokenAsync(Face.GitHub, token, context.RequestAborted) is not { } found
        )
            return Message("Bad credentials", StatusCodes.Status401Unauthorized);
        context.Features.Set(new GitHubCaller(found.Person, found.Scopes));
        context.Response.Headers["X-OAuth-Scopes"] = string.Join(", ", found.Scopes);
        return null;
    }

    private static GitHubCaller Caller(HttpContext context) => context.Features.Get<GitHubCaller>()!;

    private static IResult Message(string message, int status) =>
        Results.Json(
            new
            {
                message,
                documentation_url = "https://docs.github.com/rest",
                status = status.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
            statusCode: status
        );
}

internal sealed record GitHubCaller(Data.Person Person, string[] Scopes);
