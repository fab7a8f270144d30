namespace Trunkline.Web;

/// <summary>
/// Starting builds the database's model, the routes and the pages, and leaves more garbage than a server at rest ever needs.
/// Nobody asks for that memory again, so the collector would leave it there; it is given back once.
/// </summary>
internal static class StartGarbage
{
    public static void GiveBack(WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() =>
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true)
        );
}
