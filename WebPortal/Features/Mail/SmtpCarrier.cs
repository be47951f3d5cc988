using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace WebPortal.Features.Mail;

/// <summary>Mail by SMTP. One connection a letter: the portal sends few.</summary>
internal sealed class SmtpCarrier(SmtpOptions options) : IMailCarrier
{
    public async Task CarryAsync(Letter letter, CancellationToken cancellationToken)
    {
        using var message = Compose(letter, options.From);
        using var client = new SmtpClient { Timeout = 15_000 };
        await client.ConnectAsync(options.Host, options.Port, Tls(options), cancellationToken);
        if (options is { User.Length: > 0, Password: not null })
            await client.AuthenticateAsync(options.User, options.Password, cancellationToken);
        await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    // StartTls, not StartTlsWhenAvailable: that one lets a man in the middle strip the encryption, and read the reset links.
    internal static SecureSocketOptions Tls(SmtpOptions options) =>
        options.Port == 465 ? SecureSocketOptions.SslOnConnect
        : options.IsLoopback ? SecureSocketOptions.StartTlsWhenAvailable
        : SecureSocketOptions.StartTls;

    internal static MimeMessage Compose(Letter letter, string from)
    {
        // Checked again here, whoever made the letter: a line break in either would be a header of the visitor's choice.
        if (!MailAddress.IsValid(letter.To) || letter.Subject.Any(char.IsControl))
            throw new ArgumentException("A letter's address or subject is not one line.", nameof(letter));
        var message = new MimeMessage { Subject = letter.Subject };
        message.From.Add(new MailboxAddress("WebPortal", from));
        message.To.Add(MailboxAddress.Parse(letter.To));
        // RFC 3834: no out-of-office answers.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Body = new TextPart("plain") { Text = letter.Text };
        return message;
    }
}
