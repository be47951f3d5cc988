using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Features.Lab.Race;

namespace WebPortal.Features.Lab.Wire;

[AllowAnonymous]
internal sealed class LaneModel(IEnumerable<ILane> lanes, WireRecorder recorder, RaceAdmission admission) : PageModel
{
    public ILane Lane { get; private set; } = null!;

    public WireRecord? Record { get; private set; }

    public string? Problem { get; private set; }

    /// <summary>What was dropped from the cookie just now, and whether the browser sent it back.</summary>
    public TriedCookie? Tried { get; private set; }

    public bool CameBack { get; private set; }

    public string Origin => $"{Request.Scheme}://{Request.Host}";

    public async Task<IActionResult> OnGetAsync(string key, string? tried)
    {
        if (WireModule.LaneOf(lanes, key) is not { } lane)
            return NotFound();
        Lane = lane;
        Record = await recorder.LastAsync(lane.About.Key);
        Tried = TriedCookie.Find(tried);
        CameBack = Tried is { } cookie && Request.Cookies.ContainsKey(cookie.Name);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string key, string? how, CancellationToken ct)
    {
        if (WireModule.LaneOf(lanes, key) is not { } lane)
            return NotFound();
        var id = "wire-" + HttpContext.TraceIdentifier;
        Problem = await admission.EnterAsync(id, RaceAct.Session, HttpContext.Connection.RemoteIpAddress);
        if (Problem is null)
        {
            try
            {
                await recorder.RecordAsync(lane, replay: how == "replay", ct);
                return Redirect(lane.About.Path);
            }
            catch (Exception e) when (e is LabFailure or HttpRequestException)
            {
                Problem = e is LabFailure ? e.Message : "The issuer does not answer. Is it running?";
            }
            finally
            {
                await admission.LeaveAsync(id, RaceAct.Session);
            }
        }
        await OnGetAsync(key, null);
        var page = Page();
        page.StatusCode = StatusCodes.Status429TooManyRequests;
        return page;
    }

    /// <summary>Sets a cookie of the lab's that opens nothing, with one attribute less.</summary>
    public IActionResult OnPostCookie(string key, string? drop)
    {
        if (WireModule.LaneOf(lanes, key) is not { } lane || TriedCookie.Find(drop) is not { } cookie)
            return NotFound();
        foreach (var old in TriedCookie.All.Select(c => c.Name).Distinct(StringComparer.Ordinal))
            Response.Headers.Append("Set-Cookie", $"{old}=; Path=/; Secure; Max-Age=0");
        var value = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        Response.Headers.Append("Set-Cookie", $"{cookie.Name}={value}; {cookie.Header}; Max-Age=600");
        return Redirect($"{lane.About.Path}?tried={cookie.Key}#cookie");
    }
}
