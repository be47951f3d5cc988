using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;

namespace WebPortal.Issuer.Features.Faces;

/// <summary>The clients that may use the faces: the issuer's own ones, with the same id, secret and redirect URIs.</summary>
internal sealed class FaceClients(IOpenIddictApplicationManager applications, IOptions<IssuerOptions> options)
{
    public async Task<object?> FindAsync(string clientId, CancellationToken ct) =>
        options.Value.Client(clientId) is { MayUseFaces: true }
            ? await applications.FindByClientIdAsync(clientId, ct)
            : null;

    /// <returns>The client id, or null when the secret is missing or wrong. By basic authentication or in the form, never both.</returns>
    public async Task<string?> AuthenticateAsync(HttpContext context)
    {
        var form = context.Request.Form;
        var basic = Basic(context.Request.Headers.Authorization.ToString());
        if (basic is not null && form.ContainsKey("client_secret"))
            return null;
        var (id, secret) = basic ?? (form["client_id"].ToString(), form["client_secret"].ToString());
        if (secret.Length == 0 || await FindAsync(id, context.RequestAborted) is not { } client)
            return null;
        return await applications.ValidateClientSecretAsync(client, secret, context.RequestAborted) ? id : null;
    }

    private static (string Id, string Secret)? Basic(string header)
    {
        if (
            !AuthenticationHeaderValue.TryParse(header, out var value)
            || !string.Equals(value.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
        )
            return null;
        var buffer = new byte[(value.Parameter ?? "").Length];
        if (!Convert.TryFromBase64String(value.Parameter ?? "", buffer, out var length))
            return null;
        // RFC 6749, 2.3.1: both halves are form-encoded before they are joined.
        return Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2) is [var id, var secret]
            ? (Uri.UnescapeDataString(id.Replace('+', ' ')), Uri.UnescapeDataString(secret.Replace('+', ' ')))
            : null;
    }
}
