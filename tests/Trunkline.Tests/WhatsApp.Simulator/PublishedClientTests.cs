using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Trunkline.Tests.WhatsApp.Simulator;

/// <summary>Clients that nobody here wrote: @great-detail/whatsapp and whatsapp-api-js, as senders and as signature-checking receiver.</summary>
public sealed class PublishedClientTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Published_clients_send_through_the_simulator_and_accept_its_signed_webhooks()
    {
        var folder = Folder();
        Assert.SkipWhen(folder is null, "The folder tests/clients is not beside the built tests.");
        Assert.SkipWhen(await RunAsync("node", folder!, "--version") is not { Code: 0 }, "Node is not installed.");
        var installed = await RunAsync(
            "npm",
            folder!,
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefer-offline"
        );
        Assert.SkipWhen(installed is not { Code: 0 }, $"npm could not install the clients: {installed?.Error}");
        await using var host = await SimulatorHost.StartAsync();

        var run = await RunAsync(
            "node",
            folder!,
            "converse.mjs",
            host.Address + "/simulator",
            SimulatorHost.Token,
            SimulatorHost.NumberId,
            SimulatorHost.AccountId,
            SimulatorHost.AppId,
            SimulatorHost.Secret,
            SimulatorHost.VerifyToken
        );

        run!.Code.ShouldBe(0, run.Error);
        var saw = JsonNode.Parse(run.Output)!;
        saw["subscribed"]!["success"]!.GetValue<bool>().ShouldBeTrue();
        saw["answers"]!.AsArray().ShouldAllBe(answer => answer!.ToJsonString() == "200");
        saw["signatures"]!.AsArray().Count.ShouldBeGreaterThan(0);
        saw["signatures"]!.AsArray().ShouldAllBe(fits => fits!.GetValue<bool>());
        saw["heard"]!["messages"]![0]!["text"]!.GetValue<string>().ShouldBe("Grüße – 😀 <b>\"/@");
        saw["heard"]!["messages"]![0]!["from"]!.GetValue<string>().ShouldBe("13055550141");
        saw["byDetail"]!["contacts"]![0]!["wa_id"]!.GetValue<string>().ShouldBe("13055550141");
        saw["template"]!["messages"]![0]!["message_status"]!.GetValue<string>().ShouldBe("accepted");
        saw["templateByApi"]!["messages"]![0]!["message_status"]!.GetValue<string>().ShouldBe("accepted");
        saw["read"]!["success"]!.GetValue<bool>().ShouldBeTrue();
        saw["readByApi"]!["success"]!.GetValue<bool>().ShouldBeTrue();
        saw["number"]!["verified_name"]!.GetValue<string>().ShouldBe("WhatsApp North");
        saw["numbers"]!["data"]!.AsArray().Count.ShouldBe(2);
        saw["apps"]!["data"]![0]!["whatsapp_business_api_data"]!["id"]!
            .GetValue<string>()
            .ShouldBe(SimulatorHost.AppId);
        saw["refused"]!.ToJsonString().ShouldBe("""{"name":"HTTPError","status":400,"error":100}""");
        saw["unknown"]!["error"]!["code"]!.GetValue<int>().ShouldBe(132001);
    }

    /// <summary>Null when there is no such program.</summary>
    static async Task<Ran?> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            using var limit = new CancellationTokenSource(Patience);
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(limit.Token),
                process.StandardError.ReadToEndAsync(limit.Token)
            );
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return new Ran(-1, "", "It did not end in time.");
            }
            return new Ran(process.ExitCode, await output, await error);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "clients");
            if (File.Exists(Path.Combine(candidate, "package-lock.json")))
                return candidate;
        }
        return null;
    }

    sealed record Ran(int Code, string Output, string Error);
}
