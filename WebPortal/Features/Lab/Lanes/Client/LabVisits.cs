using StackExchange.Redis;
using WebPortal.Features.Lab.Lanes.Issuer;
using WebPortal.Features.Lab.Lanes.People;

namespace WebPortal.Features.Lab.Lanes.Client;

/// <summary>
/// Makes a person for one race, whom nobody else knows. Whose race ends is forgotten with it; whom nobody forgets (somebody's curl, a server that was
/// killed) is forgotten half an hour later by those who come next, so that the issuer's store does not grow.
/// </summary>
internal sealed class LabVisits(
    LabHttp http,
    LabIssuer issuer,
    LabPeople people,
    LabInstances instances,
    IConnectionMultiplexer redis,
    TimeProvider time
)
{
    private const string Known = "lab:visits";
    private const int MostAtOnce = 5;

    // Longer than any race, and than what somebody does with a token of the lab.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private IDatabase Database => redis.GetDatabase();

    public async Task<LabVisit> BeginAsync(bool administrator, LaneChoice choice, CancellationToken ct)
    {
        var person = issuer.IsSet ? await issuer.AddPersonAsync(administrator, ct) : LabPerson.Create(administrator);
        await people.AddAsync(person);
        if (issuer.IsSet)
        {
            await ForgetOldAsync(ct);
            await Database.SortedSetAddAsync(Known, person.Subject, time.GetUtcNow().ToUnixTimeSeconds());
            await Database.KeyExpireAsync(Known, TimeSpan.FromDays(30));
        }
        return new LabVisit(person, new LabBrowser(http.Client), instances.All[0], choice);
    }

    public async Task EndAsync(LabVisit visit, CancellationToken ct)
    {
        await people.ForgetAsync(visit.Person);
        if (issuer.IsSet)
            await ForgetAsync(visit.Person.Subject, ct);
    }

    private async Task ForgetOldAsync(CancellationToken ct)
    {
        var before = (time.GetUtcNow() - Longest).ToUnixTimeSeconds();
        foreach (var subject in await Database.SortedSetRangeByScoreAsync(Known, 0, before, take: MostAtOnce))
            await ForgetAsync(subject!, ct);
    }

    private async Task ForgetAsync(string subject, CancellationToken ct)
    {
        await issuer.ForgetAsync(subject, ct);
        await Database.SortedSetRemoveAsync(Known, subject);
    }
}
