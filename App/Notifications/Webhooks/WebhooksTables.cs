using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CreatorAnalytics.Notifications.Webhooks;

internal sealed class WebhookEndpointTable : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> endpoint)
    {
        endpoint.ToTable("webhook_endpoints");
        endpoint.HasIndex(e => e.TeamId);
        endpoint.Property(e => e.Url).HasMaxLength(WebhookEndpoint.MaximumUrlLength);
        endpoint.Property(e => e.Description).HasMaxLength(WebhookEndpoint.MaximumDescriptionLength);
        endpoint.Property(e => e.Secret).HasMaxLength(1000).IsUnicode(false);
        endpoint.Property(e => e.PreviousSecret).HasMaxLength(1000).IsUnicode(false);
        endpoint.Property(e => e.DisabledReason).HasMaxLength(WebhookAttempt.MaximumErrorLength);
        endpoint.Property(e => e.Events).HasMaxLength(200).IsUnicode(false).HasConversion(
            events => string.Join(',', events),
            text => text.Split(',', StringSplitOptions.RemoveEmptyEntries).ToList());
        endpoint.HasOne<Team>().WithMany().HasForeignKey(e => e.TeamId);
    }
}

internal sealed class WebhookMessageTable : IEntityTypeConfiguration<WebhookMessage>
{
    public void Configure(EntityTypeBuilder<WebhookMessage> message)
    {
        message.ToTable("webhook_messages");
        message.HasIndex(m => m.CreatedAt);
        message.Property(m => m.EventType).HasMaxLength(40).IsUnicode(false);
        message.HasOne<Team>().WithMany().HasForeignKey(m => m.TeamId);
    }
}

internal sealed class WebhookDeliveryTable : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
    {
        delivery.ToTable("webhook_deliveries");
        delivery.HasIndex(d => new { d.Status, d.NextAttemptAt });
        delivery.HasIndex(d => new { d.EndpointId, d.CreatedAt });
        delivery.HasIndex(d => d.LeaseId).HasFilter("lease_id IS NOT NULL");
        delivery.Property(d => d.Status).HasLowerCaseConversion();
        delivery.HasOne<WebhookMessage>().WithMany().HasForeignKey(d => d.MessageId);

        // Two ways of cascades to one table are refused by SQL Server; an endpoint takes its deliveries along by hand.
        delivery.HasOne<WebhookEndpoint>().WithMany().HasForeignKey(d => d.EndpointId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class WebhookAttemptTable : IEntityTypeConfiguration<WebhookAttempt>
{
    public void Configure(EntityTypeBuilder<WebhookAttempt> attempt)
    {
        attempt.ToTable("webhook_attempts");
        attempt.HasIndex(a => a.DeliveryId);
        attempt.Property(a => a.Error).HasMaxLength(WebhookAttempt.MaximumErrorLength);
        attempt.Property(a => a.Response).HasMaxLength(WebhookAttempt.MaximumResponseLength);
        attempt.HasOne<WebhookDelivery>().WithMany().HasForeignKey(a => a.DeliveryId);
    }
}
