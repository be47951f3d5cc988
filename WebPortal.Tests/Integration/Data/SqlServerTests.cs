using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Ledger;

namespace WebPortal.Tests.Integration.Data;

/// <summary>Against a real SQL Server, when WEBPORTAL_TEST_SQLSERVER holds a connection string that may create databases.</summary>
public sealed class SqlServerTests
{
    private const string Variable = "WEBPORTAL_TEST_SQLSERVER";

    [Fact]
    public async Task Migrates_up_and_answers_the_lists_queries()
    {
        var server = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(server))
            Assert.Skip($"{Variable} is not set and there is no Docker engine to start a SQL Server with.");
        var connection = new SqlConnectionStringBuilder(server) { InitialCatalog = $"wp_{Guid.NewGuid():N}" };
        await using var db = new SqlServerPortalDbContext(
            DesignTime.Options<SqlServerPortalDbContext>(b => b.UseSqlServer(connection.ConnectionString))
        );
        await db.Database.MigrateAsync();
        try
        {
            db.Users.Add(
                new PortalUser
                {
                    Id = "u1",
                    UserName = "a@example.com",
                    Email = "a@example.com",
                    NormalizedEmail = "A@EXAMPLE.COM",
                }
            );
            await db.SaveChangesAsync();
            var search = new SessionSearch(db);
            foreach (
                var query in new[] { "", "?q=firefox", "?q=example", "?ip=10.0.0.0/8&by=GitHub&age=day&state=ended" }
            )
            {
                var criteria = SessionFilter.Parse(query).ToCriteria(DateTimeOffset.UtcNow);
                var cursor = new SessionCursor(DateTimeOffset.UtcNow, "abc", true);
                Assert.Empty((await search.PageAsync(criteria, cursor, default)).Rows);
                Assert.Equal(0, (await search.CountAsync(criteria, default)).Value);
            }
        }
        finally
        {
            await db.Database.EnsureDeletedAsync();
        }
    }
}
