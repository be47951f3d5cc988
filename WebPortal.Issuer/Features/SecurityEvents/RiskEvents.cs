using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.Faces;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.SecurityEvents;

/// <summary>RISC 1.0 events, pushed to each receiver (RFC 8935).</summary>
internal sealed class RiskEvents(
    IssuerDbContext db,
    SecurityEventToken token,
    Deliveries deliveries,
    IssuerAddress address,
    IOptions<IssuerOptions> options
)
{
    public const string SessionsRevoked = "https://schemas.openid.net/secevent/risc/event-type/sessions-revoked";
    public const string AccountDisabled = "https://schemas.openid.net/secevent/risc/event-type/account-disabled";

    public async Task SendAsync(string type, string subject, CancellationToken ct)
    {
        if (
            options.Value.EventReceivers.Count == 0
            || await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Subject == subject, ct) is not { } person
        )
            return;
        foreach (var receiver in options.Value.EventReceivers)
        {
            var signed = Sign(type, person, receiver);
            deliveries.Enqueue(
                new Delivery("security event", receiver.Audience, new Uri(receiver.Uri), () => Body(signed))
            );
        }
    }

    private string Sign(string type, Person person, EventReceiverOptions receiver)
    {
        var google = receiver.Source == EventSource.Google;
        var issuer = google ? GoogleFace.Issuer(address) : address.Issuer.AbsoluteUri;
        var about = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            // RFC 9493's word and the one Google still uses in its place.
            ["format"] = "iss_sub",
            ["subject_type"] = "iss-sub",
            ["iss"] = issuer,
            ["sub"] = google ? person.GoogleSubject : person.Subject,
        };
        var happened = new Dictionary<string, object>(StringComparer.Ordinal) { ["subject"] = about };
        return token.Sign(
            SecurityEventToken.EventType,
            issuer,
            receiver.Audience,
            lifetime: null,
            [
                new("sub_id", about),
                new("events", new Dictionary<string, object>(StringComparer.Ordinal) { [type] = happened }),
            ]
        );
    }

    private static StringContent Body(string signed) => new(signed, Encoding.ASCII, "application/secevent+jwt");
}
