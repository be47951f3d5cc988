using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Features.Lab.Lanes.People;

namespace WebPortal.Features.Lab.Lanes;

/// <summary>One person with one browser, who signs in on the lanes of one race.</summary>
internal sealed record LabVisit(LabPerson Person, LabBrowser Browser, Uri Portal, LaneChoice Choice);
