using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Accounts.Contracts;
using Trunkline.Auditing.Contracts;
using Trunkline.Conversations;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Conversations;

/// <summary>The demo enterprise with WhatsApp Messaging on at WhatsApp, and customers who write as the channel's lane brings it.</summary>
public sealed class Talk : IAsyncLifetime
{
    private static int customers;
    private EnterpriseId enterprise;

    public TrunklineHost Host { get; private set; } = null!;

    public Store Store { get; init; } = Store.Sqlite;

    /// <summary>For a story that needs a host, and a clock, of its own.</summary>
    public static async Task<Talk> Alone()
    {
        var talk = new Talk();
        await talk.InitializeAsync();
        return talk;
    }

    public async ValueTask InitializeAsync()
    {
        Host = await A.Host().WithDemo().On(Store).Start();
        await using var scope = Host.Scope();
        enterprise = await scope
            .ServiceProvider.GetRequiredService<TrunklineDb>()
            .Conversations.IgnoreQueryFilters()
            .Select(one => one.EnterpriseId)
            .FirstAsync(TestContext.Current.CancellationToken);
        await Switch("WhatsApp", on: true);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    public async Task<Visitor> Enters(DemoPerson person)
    {
        var visitor = Host.Visitor();
        await visitor.SignIn(person);
        // The API takes no cookies; an app session speaks there with its token.
        if (visitor.Cookies.FirstOrDefault(one => one.Name == "__Host-trunkline-app") is { } session)
            visitor.Http.DefaultRequestHeaders.Authorization = new("Bearer", session.Value.ToString());
        return visitor;
    }

    /// <summary>A number that nobody has used yet.</summary>
    public static string NewPhone() =>
        "1786555" + Interlocked.Increment(ref customers).ToString("0000", CultureInfo.InvariantCulture);

    public async Task<BusinessNumber> NumberOf(DemoPerson person, bool shared = false)
    {
        await using var scope = Within();
        var numbers = await Channel(scope.ServiceProvider)
            .NumbersOfAsync((await Account(person)).Id, (await Account(person)).Organization, default);
        return numbers.First(number => number.Account is null == shared);
    }

    public Task Switch(string organization, bool on) =>
        Write(async services =>
        {
            var tree = await services.GetRequiredService<IOrganizations>().NowAsync(default);
            var switched = await services
                .GetRequiredService<IOrganizationSetup>()
                .SwitchAsync(
                    Actor.System(enterprise),
                    tree.All.Single(one => one.Name == organization).Id,
                    Channel(services).Feature,
                    on ? Switching.Enable : Switching.Disable,
                    default
                );
            switched.Succeeded.ShouldBeTrue();
            return true;
        });

    public Task Restrict(DemoPerson person, bool on) => Set(person, ConversationFeatures.RestrictIncoming, on);

    public async Task Set(DemoPerson person, FeatureKey feature, bool on)
    {
        var account = await Account(person);
        await Write(services =>
            services
                .GetRequiredService<IAccountSwitches>()
                .SetAsync(
                    Actor.System(enterprise),
                    Id.New<ChangeId>(),
                    account.Id.Actor,
                    account.Organization,
                    new Dictionary<FeatureKey, Switching> { [feature] = on ? Switching.Enable : Switching.Disable },
                    default
                )
        );
    }

    public Task<FeatureKey> WhatsApp()
    {
        using var scope = Host.Services.CreateScope();
        return Task.FromResult(Channel(scope.ServiceProvider).Feature);
    }

    /// <summary>A customer writes, as it arrives from the channel.</summary>
    public Task<Received> Writes(
        BusinessNumber number,
        string phone,
        string text,
        string? id = null,
        TimeSpan ago = default
    ) =>
        Brings(
            number,
            new IncomingContent.Text(text),
            id,
            ago,
            new(IdentityKind.Phone, "+" + phone),
            new(IdentityKind.ChannelPhone, phone)
        );

    public Task<Received> Brings(
        BusinessNumber number,
        IncomingContent content,
        string? id,
        params CustomerIdentity[] identities
    ) => Brings(number, content, id, TimeSpan.Zero, identities);

    /// <summary>A customer quotes the message that the channel calls by this id.</summary>
    public Task<Received> Quotes(BusinessNumber number, string phone, string text, string quoted) =>
        Write(async services =>
        {
            var incoming = Incoming(
                services,
                number,
                new IncomingContent.Text(text),
                null,
                new CustomerIdentity(IdentityKind.ChannelPhone, phone)
            );
            return (
                await services
                    .GetRequiredService<IIncomingMessages>()
                    .ReceiveAsync([incoming with { RepliesTo = quoted }], default)
            ).Single();
        });

    /// <summary>A new customer writes, and something happens before that is committed.</summary>
    public Task Brings(BusinessNumber number, string text, Func<Received, Task> before) =>
        Write(async services =>
        {
            var incoming = Incoming(
                services,
                number,
                new IncomingContent.Text(text),
                null,
                new CustomerIdentity(IdentityKind.ChannelPhone, NewPhone())
            );
            var received = await services.GetRequiredService<IIncomingMessages>().ReceiveAsync([incoming], default);
            await before(received.Single());
            return true;
        });

    /// <summary>The same, written so long ago.</summary>
    public Task<Received> Brings(
        BusinessNumber number,
        IncomingContent content,
        string? id,
        TimeSpan ago,
        params CustomerIdentity[] identities
    ) =>
        Write(async services =>
        {
            var incoming = Incoming(services, number, content, id, identities);
            return (
                await services
                    .GetRequiredService<IIncomingMessages>()
                    .ReceiveAsync([incoming with { At = incoming.At - ago }], default)
            ).Single();
        });

    /// <summary>A customer's messages that arrive in one batch, written in this order.</summary>
    public Task WritesAtOnce(BusinessNumber number, string phone, params string[] texts) =>
        WritesAtOnce(number, phone, TimeSpan.Zero, texts);

    /// <summary>The same, written so long ago.</summary>
    public Task WritesAtOnce(BusinessNumber number, string phone, TimeSpan ago, params string[] texts) =>
        WritesAtOnce(number, texts.Select(text => (phone, text)), ago);

    /// <summary>Messages of several customers that arrive in one batch.</summary>
    public Task WritesAtOnce(
        BusinessNumber number,
        IEnumerable<(string Phone, string Text)> said,
        TimeSpan ago = default
    ) => Write(services => ReceiveAsync(services, number, said, ago));

    /// <summary>The same in parts, since the channel tells something else in between: all of it is one write.</summary>
    public Task WritesInParts(BusinessNumber number, params IReadOnlyList<(string Phone, string Text)>[] parts) =>
        Write(async services =>
        {
            foreach (var said in parts)
                await ReceiveAsync(services, number, said, default);
            return true;
        });

    private static Task<IReadOnlyList<Received>> ReceiveAsync(
        IServiceProvider services,
        BusinessNumber number,
        IEnumerable<(string Phone, string Text)> said,
        TimeSpan ago
    ) =>
        services
            .GetRequiredService<IIncomingMessages>()
            .ReceiveAsync(
                [
                    .. said.Select(one =>
                            Incoming(
                                services,
                                number,
                                new IncomingContent.Text(one.Text),
                                null,
                                new CustomerIdentity(IdentityKind.ChannelPhone, one.Phone)
                            )
                        )
                        .Select(incoming => incoming with { At = incoming.At - ago }),
                ],
                default
            );

    /// <summary>A customer goes by another number from now on.</summary>
    public Task Moves(string phone, string to) =>
        Moves([new(IdentityKind.ChannelPhone, phone)], [new(IdentityKind.ChannelPhone, to)]);

    /// <summary>A customer goes by other names from now on.</summary>
    public Task Moves(
        IReadOnlyList<CustomerIdentity> before,
        IReadOnlyList<CustomerIdentity> after,
        DateTimeOffset? at = null
    ) =>
        Write(async services =>
        {
            await services
                .GetRequiredService<IIncomingMessages>()
                .IdentityChangedAsync(
                    before,
                    after,
                    at ?? services.GetRequiredService<TimeProvider>().GetUtcNow(),
                    default
                );
            return true;
        });

    public Task<bool> Report(
        MessageId message,
        DeliveryEvent reported,
        DeliveryFailure? failure = null,
        params CustomerIdentity[] recipient
    ) =>
        Write(async services =>
            (
                await services
                    .GetRequiredService<IDeliveryReports>()
                    .ReportAsync(
                        [
                            new(message, reported, services.GetRequiredService<TimeProvider>().GetUtcNow())
                            {
                                Failure = failure,
                                Identities = recipient,
                            },
                        ],
                        default
                    )
            ).Single()
        );

    public async Task<AccountEntry> Account(DemoPerson person)
    {
        await using var scope = Within();
        var tree = await scope.ServiceProvider.GetRequiredService<IOrganizations>().NowAsync(default);
        var people = await scope
            .ServiceProvider.GetRequiredService<IAccountDirectory>()
            .ListAsync([.. tree.All.Select(one => one.Id)], person.Email, 2, default);
        return people.Single();
    }

    private AsyncServiceScope Within() => Host.Services.GetRequiredService<EnterpriseScopes>().Open(enterprise);

    private async Task<T> Write<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Within();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var result = await db.WriteAsync(
            async () => Result<T>.Of(await work(scope.ServiceProvider)),
            TestContext.Current.CancellationToken
        );
        return result.Value;
    }

    private static IncomingMessage Incoming(
        IServiceProvider services,
        BusinessNumber number,
        IncomingContent content,
        string? id,
        params CustomerIdentity[] identities
    ) =>
        new(
            Channel(services).Key,
            number.Id,
            identities,
            null,
            null,
            id ?? $"test.{Guid.CreateVersion7()}",
            services.GetRequiredService<TimeProvider>().GetUtcNow(),
            content
        );

    private static IMessageChannel Channel(IServiceProvider services) =>
        services.GetServices<IMessageChannel>().Single();
}
