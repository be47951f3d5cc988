using System.Diagnostics;
using System.Text;

namespace WebPortal.Features.Lab.Wire;

/// <summary>Records what the lab's client sends and gets, while somebody asked for it. Without a recording it does nothing.</summary>
internal sealed class WireTape : DelegatingHandler
{
    public const string Header = "X-Lab-Wire";
    private const int MostBody = 4096;

    /// <summary>The recording that this flow of control belongs to, and who is acting in it.</summary>
    public static AsyncLocal<(WireRecording Recording, string By)?> Current { get; } = new();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (Current.Value is not { } tape)
            return await base.SendAsync(request, cancellationToken);
        var number = tape.Recording.Next;
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        if (request.RequestUri!.Host == "localhost")
            request.Headers.TryAddWithoutValidation(Header, $"{tape.Recording.Id}-{number}");
        var began = Stopwatch.GetTimestamp();
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        request.Headers.Remove(Header);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        tape.Recording.Served.TryRemove(number, out var served);
        tape.Recording.Exchanges[number] = Describe(tape.By, request, body, response, answer, took) with
        {
            ServerMicros = served?.Micros,
            Commands = served?.Commands ?? [],
            ServerSteps = served?.Steps,
        };
        return response;
    }

    private static WireExchange Describe(
        string by,
        HttpRequestMessage request,
        string? body,
        HttpResponseMessage response,
        string answer,
        double took
    )
    {
        var sent = WireSecrets.Headers(request.Headers, request.Content?.Headers);
        sent.Insert(0, new WireHeader("Host", request.RequestUri!.Authority, false));
        return new WireExchange(
            by,
            $"{request.Method} {WireSecrets.Cut(request.RequestUri.PathAndQuery)} HTTP/1.1",
            sent,
            body is null ? null : Short(WireSecrets.CutForm(body)),
            $"{(int)response.StatusCode} {response.ReasonPhrase}",
            WireSecrets.Headers(response.Headers, response.Content.Headers),
            Body(response, answer),
            Bytes(request.Headers, body) + request.RequestUri.PathAndQuery.Length + 16,
            Bytes(response.Headers, answer) + 16,
            took,
            null,
            []
        );
    }

    private static string? Body(HttpResponseMessage response, string answer) =>
        answer.Length == 0 ? null
        : response.Content.Headers.ContentType?.MediaType == "text/html" ? $"(a page, {answer.Length} characters)"
        : Short(WireSecrets.Cut(answer));

    private static string Short(string text) => text.Length <= MostBody ? text : text[..MostBody] + "…";

    private static long Bytes(System.Net.Http.Headers.HttpHeaders headers, string? body) =>
        headers.Sum(h => h.Value.Sum(v => h.Key.Length + v.Length + 4L)) + Encoding.UTF8.GetByteCount(body ?? "");
}
