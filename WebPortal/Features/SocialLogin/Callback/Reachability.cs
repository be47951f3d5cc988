using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Callback;

/// <summary>
/// Asks whether a provider answers before a person is sent there: a browser's own error page has no way on. Any answer will do, whatever its status.
/// </summary>
internal sealed class Reachability(IHttpClientFactory clients)
{
    public const string Client = "providers";

    public async Task<bool> AnswersAsync(SocialProvider provider, CancellationToken ct)
    {
        using var client = clients.CreateClient(Client);
        using var question = new HttpRequestMessage(HttpMethod.Head, provider.AuthorizationOrigin);
        question.Headers.UserAgent.ParseAdd("WebPortal");
        try
        {
            using var answer = await client.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, ct);
            return true;
        }
        catch (Exception e) when (Outages.Is(e) && !ct.IsCancellationRequested)
        {
            return false;
        }
    }
}

internal static class Outages
{
    /// <summary>Whether somebody did not answer, or not in time, rather than answered wrongly.</summary>
    public static bool Is(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException or IOException or OperationCanceledException or TimeoutException)
                return true;
        }
        return false;
    }
}
