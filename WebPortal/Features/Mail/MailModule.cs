using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Features.Mail;

internal static class MailModule
{
    /// <summary>
    /// Mail goes out by SMTP when <c>Mail:Smtp:Host</c> is set; otherwise, in Development, to <c>/dev/mailbox</c>; otherwise nowhere, and the log
    /// says so at start and each time. It does not stop the start: a portal of social sign-in alone needs no mail.
    /// </summary>
    public static void AddMail(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Outbox>().AddHostedService(p => p.GetRequiredService<Outbox>());
        var smtp = builder.Configuration.GetSection(SmtpOptions.Section).Get<SmtpOptions>() ?? new SmtpOptions();
        var mailbox = false;
        if (smtp.Host.Length > 0)
        {
            smtp.Validate();
            services.AddSingleton(smtp).AddSingleton<IMailCarrier, SmtpCarrier>();
        }
        else if (builder.Environment.IsDevelopment())
        {
            mailbox = true;
            services.AddSingleton<Mailbox>().AddSingleton<IMailCarrier>(p => p.GetRequiredService<Mailbox>());
        }
        else
        {
            services.AddSingleton<IMailCarrier, NoCarrier>();
        }
        if (!mailbox)
            services.Configure<RazorPagesOptions>(o =>
                o.Conventions.AddFolderRouteModelConvention("/Mail", page => page.Selectors.Clear())
            );
    }

    /// <summary>What is missing is said before the first request.</summary>
    public static void MapMail(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IMailCarrier>() is NoCarrier)
            MailLog.NoServer(app.Logger);
    }
}

internal static partial class MailLog
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "Mail:Smtp:Host is not set: nobody can confirm an address or choose a new password."
    )]
    public static partial void NoServer(ILogger logger);
}
