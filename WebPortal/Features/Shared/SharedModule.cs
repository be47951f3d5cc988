using Microsoft.AspNetCore.Mvc;
using WebPortal.Security;

namespace WebPortal.Features.Shared;

internal static class SharedModule
{
    /// <summary>Razor Pages that stand in their features' folders; every form post is checked for its antiforgery token.</summary>
    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddRazorPages(o =>
            {
                o.RootDirectory = "/Features";
                o.Conventions.AuthorizeFolder("/Admin", Policies.Administrator);
            })
            .AddMvcOptions(o =>
            {
                o.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
                o.ModelMetadataDetailsProviders.Add(new FormWords());
                FormWords.Apply(o.ModelBindingMessageProvider);
            })
            // Rules for a script that this portal has not: attributes in the framework's words.
            .AddViewOptions(o => o.HtmlHelperOptions.ClientValidationEnabled = false)
            .AddCookieTempDataProvider(o => o.Cookie = new AlwaysSecureCookie(CookieNames.Notice));
        builder.Services.AddSingleton<SiteLinks>();
        builder.Services.AddRouting(o => o.LowercaseUrls = true);
    }

    /// <summary>Files are public and need no session: they are served before authentication.</summary>
    public static void MapAssets(this WebApplication app) => app.MapStaticAssets().AllowAnonymous().ShortCircuit();
}
