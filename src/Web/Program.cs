using System.Reflection;
using Trunkline.Access;
using Trunkline.Accounts;
using Trunkline.Auditing;
using Trunkline.Conversations;
using Trunkline.Organizations;
using Trunkline.Platform;
using Trunkline.Platform.Http;
using Trunkline.Platform.Settings;
using Trunkline.Ui;
using Trunkline.Web;
using Trunkline.WhatsApp;

try
{
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
    );
    builder.UseHouseDefaults();
    builder.AddDemoSimulator();
    builder.AddTelemetry();
    builder.Services.AddPlatform(builder.Configuration);
    builder.Services.AddUi();
    builder.Services.AddAuditing();
    builder.Services.AddOrganizations();
    builder.Services.AddAccess();
    builder.Services.AddAccounts();
    builder.Services.AddWhatsApp(builder.Configuration);
    builder.Services.AddConversations(builder.Configuration);
    builder.Services.AddRateLimiter(_ => { });
    builder.Services.AddOpenApi();

    var app = builder.Build();
    app.UseTrustedProxies();
    app.UsePlatform();
    var faces = app.MapPlatform();
    faces.MapUi();
    faces.MapAuditing();
    faces.MapOrganizations();
    faces.MapAccess();
    faces.MapAccounts();
    faces.MapConversations();
    faces.MapWhatsApp();
    app.MapDemoSimulator();
    app.MapOpenApi().Public("The description of the API is no secret.");
    // A host inside another program, as in tests, listens where that program says.
    if (Assembly.GetEntryAssembly() == typeof(Program).Assembly)
    {
        await StartChecks.RunAsync(app);
        StartGarbage.GiveBack(app);
    }
    await app.RunAsync();
    return 0;
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}

/// <summary>The entry point, visible to the tests that boot the real host.</summary>
public partial class Program;
