using WebPortal.Features.Lab.Lanes.Issuer;
using WebPortal.Features.Lab.Lanes.People;

namespace WebPortal.Features.Lab.Lanes.Client;

/// <summary>Makes a person for one race, whom nobody else knows.</summary>
internal sealed class LabVisits(LabHttp http, LabIssuer issuer, LabPeople people, LabInstances instances)
{
    public async Task<LabVisit> BeginAsync(bool administrator, LaneChoice choice, CancellationToken ct)
    {
        var person = issuer.IsSet ? await issuer.AddPersonAsync(administrator, ct) : LabPerson.Create(administrator);
        await people.AddAsync(person);
        return new LabVisit(person, new LabBrowser(http.Client), instances.All[0], choice);
    }

    public async Task EndAsync(LabVisit visit, CancellationToken ct)
    {
        await people.ForgetAsync(visit.Person);
        if (issuer.IsSet)
            await issuer.ForgetAsync(visit.Person.Subject, ct);
    }
}
