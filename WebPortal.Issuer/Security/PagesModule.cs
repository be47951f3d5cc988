using Microsoft.AspNetCore.Mvc.ApplicationParts;

namespace WebPortal.Issuer.Security;

/// <summary>The issuer's pages, for the issuer's own host only.</summary>
internal static class PagesModule
{
    public static void AddPages(this WebApplicationBuilder builder)
    {
        var own = typeof(PagesModule).Assembly;
        builder
            .Services.AddRazorPages(o => o.RootDirectory = "/Features")
            .ConfigureApplicationPartManager(parts =>
            {
                parts.ApplicationParts.Clear();
                parts.ApplicationParts.Add(new AssemblyPart(own));
                parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(own));
            });
    }
}
