using Microsoft.AspNetCore.Identity;

namespace WebPortal.Data;

/// <summary>A person with an account here.</summary>
internal sealed class PortalUser : IdentityUser
{
    /// <summary>What to call the person; up to 100 characters, any script.</summary>
    public string DisplayName { get; set; } = "";

    public DateTimeOffset Created { get; set; }

    /// <summary>Set: sign-in is refused. Sessions were ended when it was set.</summary>
    public DateTimeOffset? Disabled { get; set; }
}
