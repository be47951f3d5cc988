using System.Globalization;
using Microsoft.Data.Sqlite;

namespace WebPortal.Tests.Hosting;

/// <summary>Adds people to the store of an issuer that runs. All have vera's password.</summary>
/// <param name="directory">The issuer's data directory.</param>
public sealed class IssuerPeople(string directory)
{
    private int _count;

    /// <summary>Somebody new; each call another one.</summary>
    /// <param name="email">Null: one of their own; empty: none.</param>
    /// <param name="verified">What the issuer says of it.</param>
    /// <param name="name">What the issuer calls them.</param>
    public async Task<IssuerPerson> AddAsync(string? email = null, bool verified = true, string? name = null)
    {
        var n = Interlocked.Increment(ref _count);
        var login = string.Create(CultureInfo.InvariantCulture, $"p{n}-{Guid.NewGuid().ToString("N")[..8]}");
        var person = new IssuerPerson(
            login,
            await File.ReadAllTextAsync(Path.Combine(directory, "demo-passwords", "vera")),
            Subject: "sub-" + login,
            Number: 70_000_000 + n,
            email == "" ? null : email ?? login + "@people.example"
        );
        await ExecuteAsync(
            """
            INSERT INTO People (Subject, NumericId, Login, Name, GivenName, FamilyName, Email, EmailVerified, EmailPublic, PasswordHash, Disabled)
            SELECT $sub, $number, $login, $name, $name, '', $email, $verified, 0, PasswordHash, 0 FROM People WHERE Login = 'vera'
            """,
            ("$sub", person.Subject),
            ("$number", person.Number),
            ("$login", login),
            ("$name", name ?? "Person " + n),
            ("$email", (object?)person.Email ?? DBNull.Value),
            ("$verified", verified)
        );
        return person;
    }

    public async Task ExecuteAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(directory, "store", "issuer.db")};Default Timeout=20"
        );
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync();
    }
}
