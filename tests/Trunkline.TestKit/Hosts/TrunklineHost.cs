using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;
using Trunkline.WhatsApp.Simulator.Contracts;

namespace Trunkline.TestKit.Hosts;

/// <summary>The real host, in this process. Its HTTP calls to itself, such as the simulator's webhooks, arrive too.</summary>
public sealed class TrunklineHost : IAsyncDisposable
{
    public const string DemoPassword = "correct horse battery staple";
    public const string AppSecret = "the app secret of the tests";
    public const string VerifyToken = "the verify token of the tests";
    public const string AccessToken = "the access token of the tests";

    private readonly TestDatabase database;
    private readonly bool ownsDatabase;
    private readonly TestFolder folder = new();
    private readonly RecordedLog log = new();
    private readonly ConcurrentQueue<string> unstated = new();
    private readonly Factory factory;
    private bool begun;

    private TrunklineHost(HostPlan plan, TestDatabase database)
    {
        this.database = database;
        ownsDatabase = plan.Database is null;
        Address = plan.ListensOnPort ? new Uri($"http://127.0.0.1:{FreePorts.One()}") : new Uri("https://localhost");
        factory = new Factory(plan, Address, Settings(plan), log, Clock, unstated);
    }

    public Uri Address { get; }

    /// <summary>The private data directory.</summary>
    public string Folder => folder.Path;

    public TestDatabase Database => database;

    public IServiceProvider Services => factory.Services;

    /// <summary>The clock by which the whole host lives, the simulator included.</summary>
    public MovableTimeProvider Clock { get; } = new();

    /// <summary>What the host logged, newest last.</summary>
    public IReadOnlyList<string> Log => log.Lines;

    /// <summary>Someone new at a browser without JavaScript.</summary>
    public Visitor Visitor() =>
        new(
            factory.Plan.ListensOnPort
                ? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
                : factory.Server.CreateHandler(),
            Address
        );

    /// <summary>Someone of the demo, signed in to his face: an administrator to the portal, an employee to the app.</summary>
    public async Task<Visitor> Visitor(DemoPerson person)
    {
        var visitor = Visitor();
        await visitor.SignIn(person);
        return visitor;
    }

    /// <summary>What it has mailed so far.</summary>
    public IReadOnlyList<SentMail> Mails()
    {
        var outbox = Path.Combine(Folder, "outbox");
        return Directory.Exists(outbox) ? [.. Directory.GetFiles(outbox, "*.eml").Select(SentMail.Read)] : [];
    }

    /// <summary>A scope of services, as a request or a job would have it.</summary>
    public AsyncServiceScope Scope() => Services.CreateAsyncScope();

    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        IReadOnlyList<string> wrong = [];
        try
        {
            wrong = begun ? await KeptTwice.Differ(database) : [];
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            // The test has taken the database away.
        }
        finally
        {
            if (ownsDatabase)
            {
                await database.DisposeAsync();
            }

            folder.Dispose();
        }

        unstated.ShouldBeEmpty("An endpoint says with Audits(...) all that it records.");
        wrong.ShouldBeEmpty("What follows from other rows and is kept all the same says what they say.");
    }

    internal static async Task<TrunklineHost> Start(HostPlan plan)
    {
        var first = plan.Database is null ? await FirstStart.Of(plan) : null;
        var host = new TrunklineHost(plan, plan.Database ?? await first!.CopyDatabase());
        try
        {
            first?.CopyData(host.Folder);
            await Task.Run(host.factory.Begin);
            host.begun = true;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private Dictionary<string, string?> Settings(HostPlan plan)
    {
        var settings = new Dictionary<string, string?>(database.Settings)
        {
            // Otherwise the host takes the test project for the application.
            [WebHostDefaults.ApplicationKey] = typeof(Program).Assembly.GetName().Name,
            ["Data:Directory"] = folder.Path,
            ["Demo:Enabled"] = plan.Demo ? "true" : "false",
            ["Demo:Password"] = plan.Demo ? DemoPassword : null,
            ["WhatsApp:GraphBaseUrl"] = new Uri(Address, "/simulator/graph").ToString(),
            ["WhatsApp:AppSecret"] = AppSecret,
            ["WhatsApp:VerifyToken"] = VerifyToken,
            ["WhatsApp:AccessToken"] = AccessToken,
        };
        foreach (var (name, value) in plan.Settings)
        {
            settings[name] = value;
        }

        return settings;
    }

    private sealed class Factory : WebApplicationFactory<Program>
    {
        private readonly Uri address;
        private readonly IReadOnlyDictionary<string, string?> settings;
        private readonly RecordedLog log;
        private readonly MovableTimeProvider clock;
        private readonly ConcurrentQueue<string> unstated;
        private readonly TaskCompletionSource<TestServer> started = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        public Factory(
            HostPlan plan,
            Uri address,
            IReadOnlyDictionary<string, string?> settings,
            RecordedLog log,
            MovableTimeProvider clock,
            ConcurrentQueue<string> unstated
        )
        {
            this.clock = clock;
            this.unstated = unstated;
            Plan = plan;
            this.address = address;
            this.settings = settings;
            this.log = log;
            ClientOptions.BaseAddress = address;
            if (plan.ListensOnPort)
            {
                // Not UseKestrel(port): that changes the addresses of a server which may have started by then.
                UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, address.Port));
            }
        }

        public HostPlan Plan { get; }

        public void Begin()
        {
            StartServer();
            if (!Plan.ListensOnPort)
                started.SetResult(Server);
        }

        protected override IHost CreateHost(IHostBuilder builder)
        {
            // As host configuration they are there when Program reads its first setting.
            builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(settings));
            return base.CreateHost(builder);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment(Environments.Production);
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(log));
            builder.ConfigureTestServices(services =>
            {
                StatedFacts.Watch(services, unstated);
                services.Replace(ServiceDescriptor.Singleton(clock));
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                if (!Plan.StrongPasswords)
                {
                    services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1_000);
                }

                if (!Plan.ListensOnPort)
                {
                    services.ConfigureHttpClientDefaults(client =>
                        client.ConfigurePrimaryHttpMessageHandler(() => new CallsToItself(started.Task))
                    );
                }

                foreach (var addition in Plan.Additions)
                {
                    addition(services);
                }
            });
        }
    }
}
