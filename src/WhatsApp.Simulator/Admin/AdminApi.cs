namespace Trunkline.WhatsApp.Simulator.Admin;

/// <summary>What tests and the page may do to the simulated world; the README describes each address.</summary>
internal static class AdminApi
{
    public static void MapAdmin(this IEndpointRouteBuilder simulator)
    {
        var admin = simulator.MapGroup("/admin");

        admin.MapGet("/clock", ClockAdmin.Get);
        admin.MapPost("/clock", ClockAdmin.MoveAsync);

        admin.MapGet("/customers", CustomerAdmin.List);
        admin.MapPost("/customers", CustomerAdmin.AddAsync);
        admin.MapPatch("/customers/{customer}", CustomerAdmin.ChangeAsync);
        admin.MapDelete("/customers/{customer}", CustomerAdmin.Remove);
        admin.MapGet("/customers/{customer}/phone", PhoneAdmin.Get);
        admin.MapPost("/customers/{customer}/messages", PhoneAdmin.WriteAsync);
        admin.MapPost("/customers/{customer}/taps", PhoneAdmin.TapAsync);
        admin.MapPost("/customers/{customer}/chats/{number}/open", PhoneAdmin.Open);
        admin.MapPost("/customers/{customer}/chats/{number}/close", PhoneAdmin.Close);

        admin.MapGet("/calls", LogAdmin.Calls);
        admin.MapDelete("/calls", LogAdmin.ClearCalls);
        admin.MapGet("/deliveries", LogAdmin.Deliveries);
        admin.MapDelete("/deliveries", LogAdmin.ClearDeliveries);
        admin.MapPost("/webhooks", LogAdmin.InjectAsync);

        admin.MapGet("/faults", FaultAdmin.List);
        admin.MapPost("/faults", FaultAdmin.AddAsync);
        admin.MapDelete("/faults", FaultAdmin.Clear);
        admin.MapDelete("/faults/{fault}", FaultAdmin.Remove);

        admin.MapGet("/behaviour", SettingsAdmin.Behaviour);
        admin.MapPatch("/behaviour", SettingsAdmin.ChangeBehaviourAsync);
        admin.MapGet("/apps", SettingsAdmin.Apps);
        admin.MapPut("/apps/{app}", SettingsAdmin.PutAppAsync);
        admin.MapPost("/apps/{app}/tokens", SettingsAdmin.AddTokenAsync);
        admin.MapDelete("/apps/{app}/tokens/{token}", SettingsAdmin.RemoveToken);
        admin.MapGet("/numbers", SettingsAdmin.Numbers);
        admin.MapPost("/numbers", SettingsAdmin.AddNumberAsync);
        admin.MapGet("/templates", SettingsAdmin.Templates);
        admin.MapPost("/templates", SettingsAdmin.AddTemplateAsync);
        admin.MapPost("/reset", SettingsAdmin.Reset);
    }
}
