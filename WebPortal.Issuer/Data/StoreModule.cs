using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace WebPortal.Issuer.Data;

internal static class StoreModule
{
    public static void AddDataDirectory(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<DataDirectory>();

    public static void AddStore(this WebApplicationBuilder builder)
    {
        builder.Services.AddDbContext<IssuerDbContext>(
            (services, options) =>
            {
                var file = services.GetRequiredService<DataDirectory>().File("store", "issuer.db");
                options.UseSqlite(new SqliteConnectionStringBuilder { DataSource = file }.ToString());
                options.UseOpenIddict();
            }
        );
        builder.Services.AddHostedService<StoreStart>();
        builder.Services.AddHostedService<Pruning>();
    }
}
