using System.Globalization;
using WebPortal.Bench.Portal;

// admin <portal.dll> [rows] | footprint <portal.dll> [requests] [sessions] [streams] [soak seconds]
var dll = Path.GetFullPath(args[1]);
int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
return args[0] == "admin"
    ? await AdminPages.RunAsync(dll, Number(2, 1_000_000))
    : await Footprint.RunAsync(
        dll,
        new Load(Number(2, 1_000_000), Number(3, 10_000), Number(4, 1_000), TimeSpan.FromSeconds(Number(5, 600)))
    );
