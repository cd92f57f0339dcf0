namespace CreatorAnalytics.Creators;

/// <summary>
/// What a room above this one puts into the head of a list: a component that takes the list as its parameter <c>List</c>. It is how the
/// list's page shows what it need not know.
/// </summary>
public sealed record ListHeadPart(Type Component);
