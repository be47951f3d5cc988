using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.Shared;

namespace WebPortal.Features.Admin;

/// <summary>One account: its roles, its sessions, and what can be done to it.</summary>
internal sealed class PersonModel(
    PortalDbContext db,
    PersonChanges changes,
    SessionSearch search,
    SessionListing listing
) : PageModel
{
    /// <summary>Key of the <see cref="PersonChange"/> that is asked about.</summary>
    [BindProperty(Name = "ask", SupportsGet = true)]
    public string? Ask { get; set; }

    internal PortalUser Person { get; private set; } = null!;

    internal bool IsAdministrator { get; private set; }

    internal IReadOnlyList<SessionRow>? Rows { get; private set; }

    internal Question? Question { get; private set; }

    internal bool IsSelf => Person.Id == User.GetUserId();

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (!await ReadAsync(id, ct))
            return NotFound();
        Question = Change is { } change ? Asked(change) : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string id, string? why, string? count, CancellationToken ct)
    {
        if (Change is not { } change)
            return BadRequest();
        if (!await ReadAsync(id, ct))
            return NotFound();
        Question = Asked(change) with { Answer = new Answer(why, count) };
        if (!Question.IsAnswered)
            return Page();
        var kept = IsSelf ? HttpContext.GetUserSession().Live!.Value.Id : null;
        TempData["Notice"] = await changes.DoAsync(change, id, User.GetUserId(), Question.Answer.Reason, kept);
        // What ended stays in sight, so that the page lists it.
        var ended = change.Ends is null
            ? []
            : Rows?.Where(r => r.Live && !(IsSelf && r.Own)).Select(r => r.Entry.Id) ?? [];
        return Redirect(KeptRows.Add($"/admin/people/{id}", ended));
    }

    private PersonChange? Change => PersonChange.All.FirstOrDefault(c => c.Key == Ask);

    private Question Asked(PersonChange change)
    {
        var live = Rows?.Count(r => r.Live && !(IsSelf && r.Own)) ?? 0;
        return PersonQuestions.Of(change, Person, live, IsSelf);
    }

    private async Task<bool> ReadAsync(string id, CancellationToken ct)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct) is not { } person)
            return false;
        Person = person;
        IsAdministrator = await PersonChange.IsAdministratorAsync(db, id);
        var page = await search.PageAsync(new SessionCriteria { UserId = id }, null, ct);
        var entries = await listing.WithKeptAsync(page.Rows, KeptRows.Read(Request), id, ct);
        Rows = await listing.RowsAsync(entries, HttpContext.GetUserSession().Live!.Value, User.GetUserId());
        return true;
    }
}
