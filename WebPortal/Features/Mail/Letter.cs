namespace WebPortal.Features.Mail;

/// <summary>A plain-text mail to one person. Its text may hold a link that is a credential: it is never logged.</summary>
/// <param name="To">An address that <see cref="MailAddress.IsValid"/> accepts.</param>
/// <param name="Subject">One line of the portal's own words, never of a visitor's.</param>
/// <param name="Text">The body.</param>
internal sealed record Letter(string To, string Subject, string Text)
{
    public override string ToString() => "(letter)";
}

/// <summary>Takes a letter to where it is read. Throws when it could not; the outbox tries again.</summary>
internal interface IMailCarrier
{
    Task CarryAsync(Letter letter, CancellationToken cancellationToken);
}
