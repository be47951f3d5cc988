namespace WebPortal.Issuer.Data;

/// <summary>Somebody with an account at this issuer.</summary>
internal sealed class Person
{
    /// <summary>The OpenID <c>sub</c>: random, never reused, never an address.</summary>
    public required string Subject { get; set; }

    /// <summary>GitHub's kind of id: a number that stays when the login name changes hands.</summary>
    public required long NumericId { get; set; }

    public required string Login { get; set; }

    public required string Name { get; set; }

    public string GivenName { get; set; } = "";

    public string FamilyName { get; set; } = "";

    public string? Email { get; set; }

    public bool EmailVerified { get; set; }

    /// <summary>Whether the address is profile text at GitHub, which says nothing about verification.</summary>
    public bool EmailPublic { get; set; }

    public required string PasswordHash { get; set; }

    public bool Disabled { get; set; }

    /// <summary>What the person is at the lab: "administrator", or nothing. Only the scope roles tells.</summary>
    public string? Role { get; set; }

    /// <summary>Google's kind of subject: a string of 21 digits.</summary>
    public string GoogleSubject => $"1{NumericId:D20}";
}
