namespace WebPortal.Issuer.Features.SecurityEvents;

/// <summary>A receiver of security events: <c>Issuer:EventReceivers:{n}</c>.</summary>
public sealed class EventReceiverOptions
{
    public string Uri { get; set; } = "";

    /// <summary>The <c>aud</c> of the event token: the client id the receiver is known by.</summary>
    public string Audience { get; set; } = "webportal";

    /// <summary>Whose word it is: the issuer's own (its <c>iss</c> and <c>sub</c>), or the Google face's.</summary>
    public EventSource Source { get; set; }
}

public enum EventSource
{
    Issuer,
    Google,
}
