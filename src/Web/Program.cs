using Trunkline.Auditing;
using Trunkline.Platform;
using Trunkline.Platform.Settings;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.Services.AddPlatform(builder.Configuration);
    builder.Services.AddAuditing();
    builder.Services.AddAuthentication();
    builder.Services.AddRateLimiter(_ => { });

    var app = builder.Build();
    app.UsePlatform();
    var faces = app.MapPlatform();
    faces.MapAuditing();
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
