namespace WebPortal.Tests.Hosting;

/// <summary>Somebody with an account at the issuer.</summary>
public sealed record IssuerPerson(string Login, string Password, string Subject, long Number, string? Email)
{
    public string SubjectAt(string provider) =>
        provider switch
        {
            "Google" => $"1{Number:D20}",
            "GitHub" => Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => Subject,
        };
}
