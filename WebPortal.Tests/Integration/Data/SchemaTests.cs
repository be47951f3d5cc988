using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using WebPortal.Data;
using WebPortal.Tests.Integration.Ledger;

namespace WebPortal.Tests.Integration.Data;

/// <summary>
/// Both databases' migrations, as far as that goes without a SQL Server: its script is parsed and its model validated, but nothing is executed.
/// See <see cref="SqlServerTests"/> for the rest.
/// </summary>
public sealed class SchemaTests
{
    [Fact]
    public void Neither_model_has_changed_since_its_migration()
    {
        using var sqlite = new SqliteFactory().CreateDbContext([]);
        using var server = new SqlServerFactory().CreateDbContext([]);
        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(server.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task SQLite_migrates_up_from_nothing()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var scope = database.Scope();
        var db =
            Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<PortalDbContext>(
                scope.ServiceProvider
            );
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        Assert.Equal(0, await db.Sessions.CountAsync() + await db.Events.CountAsync() + await db.Jobs.CountAsync());
    }

    [Theory]
    [InlineData(MigrationsSqlGenerationOptions.Default)]
    [InlineData(MigrationsSqlGenerationOptions.Idempotent)]
    public void SQL_Servers_script_is_valid_TSQL(MigrationsSqlGenerationOptions options)
    {
        Parse(Script(options), out var errors);
        Assert.Empty(errors.Select(e => $"{e.Line}: {e.Message}"));
    }

    [Fact]
    public void SQL_Servers_model_is_valid()
    {
        var statements = new Definitions();
        Parse(Script(MigrationsSqlGenerationOptions.Default), out _).Accept(statements);
        using var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        foreach (var statement in statements.All)
        {
            new Sql160ScriptGenerator().GenerateScript(statement, out var sql);
            model.AddObjects(sql);
        }
        Assert.Empty(model.Validate().Select(m => m.Message));
        Assert.True(statements.All.Count > 35, $"Only {statements.All.Count} statements were seen.");
    }

    // SQL Server refuses such a table when it is created (error 1785); neither check above sees it.
    [Fact]
    public void No_table_is_reached_by_two_cascading_paths()
    {
        using var server = new SqlServerFactory().CreateDbContext([]);
        var tables = server.GetService<IDesignTimeModel>().Model.GetEntityTypes().ToList();
        foreach (var start in tables)
        {
            var reached = new HashSet<IEntityType>();
            var queue = new Queue<IEntityType>([start]);
            while (queue.TryDequeue(out var table))
            {
                foreach (var key in table.GetReferencingForeignKeys().Where(k => Cascades(k.DeleteBehavior)))
                {
                    var child = key.DeclaringEntityType;
                    Assert.True(
                        child != start && reached.Add(child),
                        $"{child.GetTableName()} is reached twice from {start.GetTableName()}."
                    );
                    queue.Enqueue(child);
                }
            }
        }
    }

    private static bool Cascades(DeleteBehavior behaviour) =>
        behaviour is DeleteBehavior.Cascade or DeleteBehavior.SetNull;

    private static string Script(MigrationsSqlGenerationOptions options)
    {
        using var server = new SqlServerFactory().CreateDbContext([]);
        return server.GetService<IMigrator>().GenerateScript(options: options);
    }

    private static TSqlFragment Parse(string script, out IList<ParseError> errors)
    {
        using var reader = new StringReader(script);
        return new TSql160Parser(true, SqlEngineType.All).Parse(reader, out errors);
    }

    private sealed class Definitions : TSqlFragmentVisitor
    {
        public List<TSqlStatement> All { get; } = [];

        public override void Visit(CreateTableStatement node) => All.Add(node);

        public override void Visit(CreateIndexStatement node) => All.Add(node);

        public override void Visit(AlterTableStatement node) => All.Add(node);
    }
}
