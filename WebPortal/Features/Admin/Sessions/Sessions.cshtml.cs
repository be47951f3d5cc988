using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.Shared;

namespace WebPortal.Features.Admin;

/// <summary>The list. Its filter is the preview of "Revoke all matching"; what is to be revoked stands in the address until the dialog is answered.</summary>
internal sealed class SessionsModel(SessionListing listing, RevokeDesk desk) : PageModel
{
    [FromQuery]
    public SessionFilter Filter { get; set; } = new();

    /// <summary>Place in the list.</summary>
    [FromQuery(Name = "at")]
    public string? At { get; set; }

    /// <summary>Number of the first row; for the reader only.</summary>
    [FromQuery(Name = "n")]
    public int First { get; set; } = 1;

    /// <summary>"ticked", "all", "everybody" or a session's id.</summary>
    [BindProperty(Name = "revoke", SupportsGet = true)]
    public string? Revoke { get; set; }

    [BindProperty(Name = "session", SupportsGet = true)]
    public string[] Ticked { get; set; } = [];

    /// <summary>"This page" was ticked, by a browser without script.</summary>
    [FromQuery(Name = "page")]
    public string? WholePage { get; set; }

    internal SessionList? List { get; private set; }

    internal Question? Question { get; private set; }

    internal int OthersMatching { get; private set; }

    internal SessionReference Own => HttpContext.GetUserSession().Live!.Value;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await ReadAsync(ct);
        if (Revoke is null || List?.Rows is null)
            return Page();
        Question = await desk.AskAsync(this, null, ct);
        if (Question is null)
        {
            TempData["Notice"] = desk.NothingToAsk;
            return Redirect(Here(desk.Ids));
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? why, string? count, CancellationToken ct)
    {
        Question = await desk.AskAsync(this, new Answer(why, count), ct);
        if (Question is { IsAnswered: false })
        {
            await ReadAsync(ct);
            return Page();
        }
        var outcome = Question is null ? new Outcome(desk.NothingToAsk) : await desk.DoAsync(this, Question);
        if (outcome.JobId is { } job)
            return Redirect("/admin/jobs/" + job); // Not by route: lower-case addresses would take the id along.
        TempData["Notice"] = outcome.Words;
        return Redirect(Here(desk.Ids));
    }

    /// <summary>This list, at this place or another.</summary>
    internal string Address(string? at = null, int? first = null)
    {
        var query = Filter.Query();
        at ??= At;
        if (at is { Length: > 0 } && SessionCursor.Parse(at) is { } cursor)
            query += $"{(query.Length > 0 ? '&' : '?')}at={Uri.EscapeDataString(cursor.ToString())}&n={first ?? First}";
        return "/admin/sessions" + query;
    }

    /// <summary>This list at this place, with what ended in the reader's sight.</summary>
    internal string Here(params IEnumerable<string> ended) =>
        KeptRows.Add(Address(), KeptRows.Read(Request).Concat(ended));

    private async Task ReadAsync(CancellationToken ct)
    {
        First = Math.Max(1, First);
        if (Filter.AddressError is not null)
            return;
        var (place, kept) = (SessionCursor.Parse(At), KeptRows.Read(Request));
        List = await listing.ReadAsync(Filter, place, Own, User.GetUserId(), kept, ct);
        if (List.Rows is null)
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        else if (!Filter.Ended)
            OthersMatching = List.Others;
    }
}
