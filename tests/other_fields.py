"""Reports of other fields, of our own writing: what models of children's services were not made for."""

SCHOOL = """
Pupils behave well in lessons and enjoy their work. In mathematics, teachers explain new ideas step by step, so
that pupils remember what they have learned. Phonics is taught from the first week in Reception, and books match
the sounds that pupils know. In history, the curriculum is less ambitious, and pupils cannot always recall key
dates. Homework is set each Friday and marked with care. The headteacher has raised expectations since her
arrival last autumn. Lunchtimes are calm, and older pupils run clubs for chess, football and sewing. Pupils with
special needs receive help from teaching assistants, although some tasks are too hard for them. Trips to museums
and the seaside widen their horizons. Governors visit often and ask sharp questions about spending on books.
Sixth-form students achieve high grades in sciences, while fewer choose languages than before. The library has
been painted, and its shelves hold novels from many lands.
"""
HOSPITAL = """
Wards were clean and hand gel stood at every door. Nurses washed their hands between patients, and infection
rates were below the national average. On the stroke ward, doctors reviewed scans within an hour. Medicines were
locked away, yet fridge temperatures were missing from three charts. Patients waited six hours in the emergency
department on two winter nights, and trolleys lined the corridor. Theatre lists started late because porters were
short. The maternity unit offered a birthing pool and midwives answered bells quickly. Surgeons followed the
checklist before each operation. Bank nurses covered gaps on night shifts. Patients praised the food and the
volunteers who brought newspapers. Oxygen cylinders were stored badly in one cupboard. The trust had merged two
laboratories, and blood results came back sooner. Pressure ulcers had become rarer since new mattresses arrived.
"""
POLICE = """
The force answers emergency calls within ten seconds, and officers reach most burglaries on the same day. It
records violent crime accurately, but robbery files lack witness statements. Detectives carry heavy loads, and
forensic results take months to return. Stop and search is used lawfully, with body-worn video switched on each
time. Neighbourhood constables know shopkeepers and farmers by name. Custody sergeants check detainees every half
hour. Speed cameras on the ring road have cut collisions. The force seized knives, drugs and two stolen tractors
in an operation with border officers. Firearms licences are renewed late. Hate crime victims receive a visit within a
week. The control room has a mental health nurse on Friday nights. Patrol cars are old, and radios fail in the
valleys. Prosecutors send back a third of files because exhibits were not listed.
"""

REPORTS = {"school": SCHOOL, "hospital": HOSPITAL, "police": POLICE}
