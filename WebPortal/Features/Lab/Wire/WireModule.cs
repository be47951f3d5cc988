using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Features.Lab.Race;

namespace WebPortal.Features.Lab.Wire;

internal static class WireModule
{
    public static void AddWire(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WireWatch>().AddSingleton<WireRecorder>().AddSingleton<SourceLinks>();
        builder.Services.AddHostedService(p => p.GetRequiredService<WireWatch>());
        builder.Services.AddSingleton<IStartupFilter>(p => p.GetRequiredService<WireWatch>());
    }

    public static void MapWire(this WebApplication app) =>
        // Without a form token: it is for curl. What it gives opens the lab's own page only.
        app.MapPost("/lab/lanes/{key}/try", TryAsync).AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> TryAsync(
        string key,
        HttpContext context,
        IEnumerable<ILane> lanes,
        WireRecorder recorder,
        RaceAdmission admission
    )
    {
        if (LaneOf(lanes, key) is not { } lane)
            return Results.NotFound();
        var id = "try-" + context.TraceIdentifier;
        if (await admission.EnterAsync(id, RaceAct.Session, context.Connection.RemoteIpAddress) is { } why)
            return Results.Text(why, statusCode: StatusCodes.Status429TooManyRequests);
        try
        {
            return Results.Text(await recorder.TryAsync(lane, context.RequestAborted));
        }
        catch (Exception e) when (e is LabFailure or HttpRequestException)
        {
            return Results.Text("The sign-in did not succeed.", statusCode: StatusCodes.Status502BadGateway);
        }
        finally
        {
            await admission.LeaveAsync(id, RaceAct.Session);
        }
    }

    public static ILane? LaneOf(IEnumerable<ILane> lanes, string key) =>
        lanes.FirstOrDefault(l => string.Equals(l.About.Key, key, StringComparison.OrdinalIgnoreCase));
}
