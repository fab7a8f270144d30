using Trunkline.Organizations.Features;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

/// What holds for the tree however it is changed.
internal static class TreeRules
{
    public const int DeepestAllowed = 12;

    extension(OrganizationTree tree)
    {
        /// Names are told apart among siblings only, and whatever their case.
        public bool HasChildNamed(OrganizationId parent, string name, OrganizationId? except = null) =>
            tree.Children(parent)
                .Any(sibling => sibling.Id != except && Organization.KeyOf(sibling.Name) == Organization.KeyOf(name));

        /// Why an organization cannot go there, or null.
        public Refusal? RefusalToMove(OrganizationId organization, OrganizationId to)
        {
            if (!tree.Contains(organization) || !tree.Contains(to))
            {
                return new NotFound("organization");
            }
            var row = tree[tree.Position(organization)];
            return row.Parent is null ? new TopmostStays()
                : tree.IsWithin(to, organization) ? new WouldBeACycle(row.Name)
                : tree.Depth(to) + tree.Height(organization) > DeepestAllowed ? new TooDeep(DeepestAllowed)
                : row.Parent != to && tree.HasChildNamed(to, row.Name, organization)
                    ? new NameTaken(row.Name, tree.NameOf(to))
                : null;
        }

        /// An organization as the record of a change names it.
        public object Place(OrganizationId organization) => new { id = organization, name = tree.NameOf(organization) };
    }
}
