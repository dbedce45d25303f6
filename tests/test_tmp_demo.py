import datetime as dt
from collections import Counter
from demo import loading as demo
from office import events
from office.models import Event
import time
def test_demo(db, now):
    t=time.time()
    demo.load(at=now)
    print("load", time.time()-t)
    t=time.time()
    r=events.verify()
    print("verify", time.time()-t, r.chains, r.events, r.rows, len(r.faults))
    c=Counter((f.row.partition(":")[0], f.column, f.message.split("”")[-1] if f.column else f.message.split("）")[-1], ) for f in r.faults)
    for k,n in c.most_common(80): print(n,k)
    print([f for f in r.faults if not f.row][:10])
    print(Event.objects.filter(action="rows_written").count(), Counter(Event.objects.filter(action="rows_written").values_list("subject",flat=True).iterator()).most_common(3))
    kinds=Counter()
    for e in Event.objects.filter(action="rows_written"):
        for n,cs in e.content.get("rows",{}).items():
            kinds[(n.partition(":")[0], tuple(cs)[:6] if cs is not None else None)]+=1
    for k,n in kinds.most_common(60): print(n,k)
    import pickle
    print("payload bytes", sum(len(bytes(p)) for p in Event.objects.values_list("payload",flat=True)))
