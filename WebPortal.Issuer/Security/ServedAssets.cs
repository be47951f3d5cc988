using Microsoft.Extensions.FileProviders;

namespace WebPortal.Issuer.Security;

/// <summary>The stylesheet and the picture, from inside the assembly: a folder on disk would be the entry assembly's.</summary>
internal static class ServedAssets
{
    public static void UseServedAssets(this WebApplication app) =>
        app.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = new EmbeddedFileProvider(typeof(ServedAssets).Assembly, "WebPortal.Issuer.wwwroot"),
                OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
            }
        );
}
