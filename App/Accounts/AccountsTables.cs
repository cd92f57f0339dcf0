using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CreatorAnalytics.Accounts;

internal sealed class UserTable : IEntityTypeConfiguration<AppUser>
{
    public void Configure(EntityTypeBuilder<AppUser> user)
    {
        user.ToTable("users");
        user.HasIndex(u => u.NormalizedUserName).IsUnique().HasDatabaseName("ix_users_normalized_user_name");
        user.HasIndex(u => u.NormalizedEmail).IsUnique().HasDatabaseName("ix_users_normalized_email");
    }
}

internal sealed class UserClaimTable : IEntityTypeConfiguration<IdentityUserClaim<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> claim) => claim.ToTable("user_claims");
}

// SQL Server limits what a key may hold to 900 bytes, so the strings in keys are bounded.
internal sealed class UserLoginTable : IEntityTypeConfiguration<IdentityUserLogin<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> login)
    {
        login.ToTable("user_logins");
        login.Property(l => l.LoginProvider).HasMaxLength(128);
        login.Property(l => l.ProviderKey).HasMaxLength(256);
    }
}

internal sealed class UserTokenTable : IEntityTypeConfiguration<IdentityUserToken<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> token)
    {
        token.ToTable("user_tokens");
        token.Property(t => t.LoginProvider).HasMaxLength(128);
        token.Property(t => t.Name).HasMaxLength(128);
    }
}

internal sealed class SessionTable : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.ToTable("sessions");
        session.HasIndex(s => s.UserId);
        session.HasIndex(s => s.LastSeenAt);
        session.Property(s => s.Browser).HasMaxLength(Session.MaximumBrowserLength);
        session.HasOne<AppUser>().WithMany().HasForeignKey(s => s.UserId);
    }
}

internal sealed class TeamTable : IEntityTypeConfiguration<Team>
{
    public void Configure(EntityTypeBuilder<Team> team)
    {
        team.ToTable("teams");
        team.Property(t => t.Name).HasMaxLength(TeamNames.MaximumLength);
    }
}

internal sealed class MembershipTable : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> membership)
    {
        membership.ToTable("team_members");
        membership.HasKey(m => new { m.TeamId, m.UserId });
        membership.HasIndex(m => m.UserId);
        membership.Property(m => m.Role).HasConversion<string>().HasMaxLength(20);
        membership.HasOne<Team>().WithMany().HasForeignKey(m => m.TeamId);
        membership.HasOne<AppUser>().WithMany().HasForeignKey(m => m.UserId);
    }
}

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.ToTable("api_keys");
        key.HasIndex(k => k.KeyHash).IsUnique();
        key.HasIndex(k => k.TeamId);
        key.Property(k => k.Name).HasMaxLength(ApiKeys.MaximumNameLength);
        key.Property(k => k.KeyHash).HasMaxLength(64).IsFixedLength().IsUnicode(false);
        key.Property(k => k.Prefix).HasMaxLength(16);
        key.Property(k => k.Scopes).HasConversion(new ScopesConverter()).HasMaxLength(60);
        key.HasOne<Team>().WithMany().HasForeignKey(k => k.TeamId);
        key.HasOne<AppUser>().WithMany().HasForeignKey(k => k.UserId);
    }

    private sealed class ScopesConverter()
        : ValueConverter<ApiKeyScopes, string>(scopes => ApiKeys.WordsOf(scopes), text => Enum.Parse<ApiKeyScopes>(text, true));
}

internal sealed class StreamTicketTable : IEntityTypeConfiguration<StreamTicket>
{
    public void Configure(EntityTypeBuilder<StreamTicket> ticket)
    {
        ticket.ToTable("stream_tickets");
        ticket.HasIndex(t => t.TicketHash).IsUnique();
        ticket.HasIndex(t => t.ExpiresAt);
        ticket.Property(t => t.TicketHash).HasMaxLength(64).IsFixedLength().IsUnicode(false);
        ticket.HasOne<ApiKey>().WithMany().HasForeignKey(t => t.ApiKeyId);
    }
}

internal sealed class AuditTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit_log");
        entry.Property(e => e.Kind).HasLowerCaseConversion();
        entry.Property(e => e.Subject).HasMaxLength(AuditEntry.MaximumSubjectLength);
        entry.HasIndex(e => new { e.TeamId, e.Id });
        entry.HasIndex(e => new { e.TeamId, e.UserId, e.Id });
        entry.HasOne<Team>().WithMany().HasForeignKey(e => e.TeamId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PasswordResetTable : IEntityTypeConfiguration<PasswordReset>
{
    public void Configure(EntityTypeBuilder<PasswordReset> reset)
    {
        reset.ToTable("password_resets");
        reset.HasKey(r => r.UserId);
        reset.HasIndex(r => r.TokenHash).IsUnique();
        reset.Property(r => r.TokenHash).HasMaxLength(64).IsFixedLength().IsUnicode(false);
        reset.HasOne<AppUser>().WithMany().HasForeignKey(r => r.UserId);
    }
}

internal sealed class OutgoingEmailTable : IEntityTypeConfiguration<OutgoingEmail>
{
    public void Configure(EntityTypeBuilder<OutgoingEmail> email)
    {
        email.ToTable("outgoing_emails");
        email.HasIndex(e => e.DueAt);
        email.HasIndex(e => e.LeaseId).HasFilter("lease_id IS NOT NULL");
        email.Property(e => e.To).HasMaxLength(256);
        email.Property(e => e.Subject).HasMaxLength(200);
        email.Property(e => e.Text).HasMaxLength(4000);
        email.Property(e => e.ProtectedLink).HasMaxLength(2000).IsUnicode(false);
    }
}

internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("team_invitations");
        invitation.HasIndex(i => i.TokenHash).IsUnique();
        invitation.HasIndex(i => new { i.TeamId, i.CreatedAt });
        invitation.Property(i => i.TokenHash).HasMaxLength(64).IsFixedLength().IsUnicode(false);
        invitation.Property(i => i.Role).HasConversion<string>().HasMaxLength(20);
        invitation.Property(i => i.Email).HasMaxLength(256);
        invitation.HasOne<Team>().WithMany().HasForeignKey(i => i.TeamId);
    }
}
