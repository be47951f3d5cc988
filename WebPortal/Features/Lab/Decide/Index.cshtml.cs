using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Lab.Claims;

namespace WebPortal.Features.Lab.Decide;

[AllowAnonymous]
internal sealed class IndexModel(LabAddresses addresses) : PageModel
{
    public Answered Answered { get; private set; } = null!;

    public Advice Advice { get; private set; } = null!;

    public void OnGet()
    {
        Answered = Answered.Of(Request.Query);
        Advice = DecisionTable.Decide(Answered.Complete());
    }

    public bool IsHere(Preset preset) => Request.QueryString.Value == "?" + preset.Query;

    public IEnumerable<ClaimEntry> Proof => Advice.Strategy.Claims.Select(n => ClaimLedger.Find(n)!);

    /// <summary>Other answers to this one question that change the advice, with what it becomes.</summary>
    public IEnumerable<(Option Option, string Headline)> Turns(Question question) =>
        question
            .Options.Where(o => o != Answered.To(question))
            .Select(o => (o, DecisionTable.Decide(o.Apply(Advice.Answers)).Headline))
            .Where(turn => turn.Headline != Advice.Headline);

    /// <summary>The stations that show it; those that are not there yet have no address.</summary>
    public IEnumerable<(string Name, string? Address)> Stations()
    {
        var lane = $"/lab/lanes/{char.ToLowerInvariant(Advice.Strategy.Lane)}";
        return
        [
            ("The race: revoke, and see who is still let in", Reach("/lab/race")),
            ($"Lane {Advice.Strategy.Lane}, step by step", Reach(lane)),
            ("What each check costs here", Reach("/lab/costs")),
        ];
    }

    private string? Reach(string address) => addresses.Exists(address) ? address : null;
}
