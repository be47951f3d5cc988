using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using StackExchange.Redis;

namespace WebPortal.Features.Errors;

/// <summary>Which exceptions mean that a store is away, and not that the portal has a fault.</summary>
internal static class Outages
{
    public static bool Are(Exception exception) =>
        exception switch
        {
            RedisServerException answer => IsState(answer.Kind),
            RedisException or TimeoutException => true,
            RetryLimitExceededException => true,
            DbUpdateException { InnerException: { } inner } => Are(inner),
            SqliteException sqlite => !IsOurs(sqlite),
            SqlException sql => !IsOurs(sql),
            DbException => true,
            // EF wraps a lost connection in one of these, with the cause inside.
            InvalidOperationException { InnerException: DbException inner } => Are(inner),
            _ => false,
        };

    // Full, loading, without its replicas, or a replica by now: a state of the server that passes. Any other answer is a wrong script or command of ours.
    private static bool IsState(RedisErrorKind kind) =>
        kind
            is RedisErrorKind.OutOfMemory
                or RedisErrorKind.ReadOnly
                or RedisErrorKind.NoReplicas
                or RedisErrorKind.Loading
                or RedisErrorKind.MasterDown
                or RedisErrorKind.ClusterDown
                or RedisErrorKind.TryAgain
                or RedisErrorKind.Misconfigured
                or RedisErrorKind.Busy
                or RedisErrorKind.MaxClients;

    // A violated constraint, and SQL that does not parse.
    private static bool IsOurs(SqliteException e) =>
        e.SqliteErrorCode is 19
        || e.SqliteErrorCode is 1 && !e.Message.Contains("no such table", StringComparison.Ordinal);

    private static bool IsOurs(SqlException e) => e.Number is 102 or 207 or 515 or 547 or 2601 or 2627 or 8152 or 2628;
}
