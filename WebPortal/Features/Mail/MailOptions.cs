using System.Net;

namespace WebPortal.Features.Mail;

/// <summary>The server that takes mail. Without a host there is none.</summary>
internal sealed class SmtpOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Mail:Smtp";

    public string Host { get; set; } = "";

    /// <summary>465 speaks TLS from the start, every other port by STARTTLS, which is then required.</summary>
    public int Port { get; set; } = 587;

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = "";

    /// <summary>Only a server on this machine may do without TLS.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var ip) && IPAddress.IsLoopback(ip));

    public void Validate()
    {
        if (Port is < 1 or > 65535)
            throw new StartException($"{Section}:Port is {Port}; it must be a port, such as 587.");
        if (!MailAddress.IsValid(From))
            throw new StartException($"{Section}:From must be the address that the portal's mails come from.");
        if (string.IsNullOrEmpty(User) != string.IsNullOrEmpty(Password))
            throw new StartException($"{Section}:User and {Section}:Password are given together or not at all.");
    }
}
