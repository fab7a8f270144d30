using Trunkline.Ui.Contracts;

namespace Trunkline.Accounts.Contracts;

/// <summary>What a module adds to the menu of the app for the signed-in person, in the order of registration.</summary>
public interface IAppNavigation
{
    ValueTask<IReadOnlyList<NavigationEntry>> EntriesAsync(
        AccountEntry person,
        string path,
        CancellationToken cancellation
    );
}
