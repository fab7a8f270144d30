using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Operating;

namespace Trunkline.WhatsApp.Operating;

/// What the page System says of WhatsApp, over all enterprises.
internal sealed class ChannelGauges : Gauges<ChannelState>
{
    public ChannelGauges(
        IMeterFactory meters,
        IServiceScopeFactory scopes,
        TimeProvider time,
        ILogger<ChannelGauges> logger
    )
        : base(WhatsAppMeter.Name, meters, scopes, time, logger)
    {
        Count("whatsapp.inbox.waiting", channel => channel.Waiting);
        Age("whatsapp.inbox.oldest", channel => channel.OldestWaitingSince);
        Count("whatsapp.inbox.to_mend", channel => channel.SetAside);
        Count("whatsapp.statuses.parked", channel => channel.Parked);
        Count("whatsapp.outbox.waiting", channel => channel.ToSend);
        Age("whatsapp.outbox.oldest", channel => channel.OldestToSendSince);
        Count("whatsapp.outbox.again", channel => channel.ToSendAgain);
        Count("whatsapp.outbox.awaiting_answer", channel => channel.AwaitingAnswer);
        Count("whatsapp.numbers.stopped", channel => channel.NumbersStopped);
    }

    protected override Task<ChannelState> ReadAsync(IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<ReadChannelState>().ReadAsync(cancellation);
}
