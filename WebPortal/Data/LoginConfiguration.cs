using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WebPortal.Data;

/// <summary>A linked login: Identity's own class, and when it was linked.</summary>
internal sealed class LoginConfiguration : IEntityTypeConfiguration<IdentityUserLogin<string>>
{
    /// <summary>Shadow property; null for links of before.</summary>
    public const string LinkedAt = "LinkedAt";

    public void Configure(EntityTypeBuilder<IdentityUserLogin<string>> login)
    {
        login.Property<DateTimeOffset?>(LinkedAt);
        login.Property(l => l.LoginProvider).HasMaxLength(64);
        login.Property(l => l.ProviderKey).HasMaxLength(255);
    }
}
