using OpenIddict.Abstractions;
using WebPortal.Issuer.Features.Authorization;

namespace WebPortal.Issuer.Features.Faces;

/// <summary>
/// Reads a request in two steps. While client and redirect URI are not known to belong together, nothing may be sent to
/// the address: the reader answers null and the person sees an error page. After that, mistakes go back to the client.
/// </summary>
internal sealed class FaceRequestReader(FaceClients clients, IOpenIddictApplicationManager applications)
{
    public async Task<FaceRequest?> ReadAsync(HttpContext context)
    {
        var parameters = FreshSignIn
            .Parameters(context.Request)
            .ToLookup(p => p.Key, p => p.Value, StringComparer.Ordinal);
        var face = Face.Of(context.Request.Path);
        if (
            parameters["client_id"].ToArray() is not [var clientId]
            || parameters["redirect_uri"].ToArray() is not [{ Length: > 0 } redirectUri]
        )
            return null;
        if (await clients.FindAsync(clientId, context.RequestAborted) is not { } client)
            return null;
        // Character by character. GitHub itself takes any path below a registered one: a looseness not worth imitating.
        if (!await applications.ValidateRedirectUriAsync(client, redirectUri, context.RequestAborted))
            return null;
        return new FaceRequest(face, clientId, redirectUri, face.Parse(parameters["scope"].FirstOrDefault()))
        {
            State = parameters["state"].FirstOrDefault(),
            Nonce = parameters["nonce"].FirstOrDefault(),
            CodeChallenge = parameters["code_challenge"].FirstOrDefault(),
            Prompts = (parameters["prompt"].FirstOrDefault() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Error = Mistake(face, parameters),
        };
    }

    private static string? Mistake(Face face, ILookup<string, string> parameters)
    {
        // GitHub takes a request without response_type; Google does not.
        if (parameters["response_type"].FirstOrDefault(face == Face.GitHub ? "code" : "") != "code")
            return "unsupported_response_type";
        if (parameters.Any(p => p.Count() > 1))
            return "invalid_request";
        var challenge = parameters["code_challenge"].FirstOrDefault();
        var method = parameters["code_challenge_method"].FirstOrDefault();
        // PKCE may be left out, as at the providers; what is sent must be S256 and of its length.
        if ((challenge is not null || method is not null) && (method != "S256" || challenge is not { Length: 43 }))
            return "invalid_request";
        return face == Face.Google && face.Parse(parameters["scope"].FirstOrDefault()).Count == 0
            ? "invalid_scope"
            : null;
    }
}
