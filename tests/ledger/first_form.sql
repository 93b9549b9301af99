-- The ledger of a small test, made by Onetake's first release and dumped; its head is
-- 12:4f130cf119dfa99a217716d4bc60643f6923a0b88ecbffe878e39261a9021c59
PRAGMA application_id=1869505908;
PRAGMA user_version=1;
BEGIN TRANSACTION;
CREATE TABLE findings (
	seq INTEGER NOT NULL, 
	recorded INTEGER NOT NULL, 
	chain BLOB NOT NULL, 
	id TEXT NOT NULL, 
	invocation TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	place TEXT NOT NULL, 
	message TEXT NOT NULL, 
	fix TEXT NOT NULL, 
	journey TEXT NOT NULL, 
	environment TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	found INTEGER NOT NULL, 
	synthetic INTEGER NOT NULL, 
	retention TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (id)
)
 STRICT

;
INSERT INTO "findings" VALUES(10,1763849348001284,X'864FB6C1940A24EF031FBC0D95E78E0A7D9B388D94B02DE8F44FD8C87CE908D0','019aad94-c746-7a72-aa65-2af899a36bdc','0193543a-0000-7000-8000-000000000001','canary','error','run 3','A planted secret turned up in what was about to be stored.','','','','',1763848800000001,1,'synthetic');
INSERT INTO "findings" VALUES(11,1763849485001605,X'651C4C3D8B109A183B89464A600DF04DE8DBB93C7C188017BDBDE5F6BE632C15','0d9f4827-5e65-51fb-8406-fac4a3734dea','0193543a-0000-7000-8000-000000000001','ledger.conflict','error','ledger runs 019aad94-c707-74ff-ab3c-9250b797528b','A second row for runs came with the id 019aad94-c707-74ff-ab3c-9250b797528b and another content; the first one stays.','Find who sends two different rows under one id; give the second an id of its own.','cards/block','staging','runs 019aad94-c707-74ff-ab3c-9250b797528b ba3e6ca94469553803128dd35cf9d5f50e5931334d8dd19a07a5241310b1ea42',1763849485001605,1,'synthetic');
CREATE TABLE runs (
	seq INTEGER NOT NULL, 
	recorded INTEGER NOT NULL, 
	chain BLOB NOT NULL, 
	id TEXT NOT NULL, 
	invocation TEXT NOT NULL, 
	programme TEXT NOT NULL, 
	journey TEXT NOT NULL, 
	persona TEXT NOT NULL, 
	environment TEXT NOT NULL, 
	try_number INTEGER NOT NULL, 
	started INTEGER NOT NULL, 
	ms REAL NOT NULL, 
	verdict TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	turns INTEGER NOT NULL, 
	repeats INTEGER NOT NULL, 
	logins INTEGER NOT NULL, 
	messages INTEGER NOT NULL, 
	cost REAL NOT NULL, 
	trace TEXT NOT NULL, 
	"commit" TEXT NOT NULL, 
	version TEXT NOT NULL, 
	synthetic INTEGER NOT NULL, 
	retention TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (id)
)
 STRICT

;
INSERT INTO "runs" VALUES(1,1763848937000321,X'C08DA54761321420DAF5B4C6A365C9AFB64681C898F31095240EAD16D6E2DE14','019aad94-c707-74ff-ab3c-9250b797528b','0193543a-0000-7000-8000-000000000001','Harbor Bank','cards/block','anna','staging',1,1763848800000000,1.0e-07,'passed','','',0,0,0,0,3.00000000000000044408e-01,'abababababababababababababababab','c0ffee','0.1.0',1,'synthetic');
INSERT INTO "runs" VALUES(4,1763849074000642,X'D381760F5BB706B5F288A1BA9547E6EF4AED8257F7080F630CFE3F517894C457','019aad94-c71c-76e2-b294-d97fc610089b','0193543a-0000-7000-8000-000000000001','Harbor Bank','cards/block','björn','staging',1,1763848800000000,4210.5,'passed','','',0,0,0,0,3.00000000000000044408e-01,'abababababababababababababababab','c0ffee','0.1.0',1,'synthetic');
INSERT INTO "runs" VALUES(7,1763849211000963,X'B00A211825AF8A0BB195E1CC5BB25015A1204C58990B09C3956C57EAE6C94AA1','019aad94-c731-7c77-bd3b-27241631e2fe','0193543a-0000-7000-8000-000000000001','Harbor Bank','cards/block','chloé','staging',1,1763848800000000,4210.5,'passed','','',0,0,0,0,3.00000000000000044408e-01,'abababababababababababababababab','c0ffee','0.1.0',1,'synthetic');
INSERT INTO "runs" VALUES(12,1763849622001926,X'4F130CF119DFA99A217716D4BC60643F6923A0B88ECBFFE878E39261A9021C59','019aad94-c74d-7732-8e26-863d5f3b86a2','0193543a-0000-7000-8000-000000000001','Harbor Bank','cards/block','','staging',1,-1,4210.5,'unknown','','',0,0,0,9223372036854775807,0.0,'','','',0,'real');
CREATE TABLE steps (
	seq INTEGER NOT NULL, 
	recorded INTEGER NOT NULL, 
	chain BLOB NOT NULL, 
	id TEXT NOT NULL, 
	run TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	phase TEXT NOT NULL, 
	speaker TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	system TEXT NOT NULL, 
	action TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	started INTEGER NOT NULL, 
	ms REAL, 
	reason TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	seen TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	place TEXT NOT NULL, 
	synthetic INTEGER NOT NULL, 
	retention TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (id)
)
 STRICT

;
INSERT INTO "steps" VALUES(2,1763848937000321,X'8786EC898CE0575AE4FEFB8AF5635E9875933D6C075C077D626F9D30526EE61B','019aad94-c70e-758d-a321-a461b55e7bea','019aad94-c707-74ff-ab3c-9250b797528b',1,'Tell the bot','Report','anna','chat','bot','chat.hear','failed',1763848800100000,812.25,'the answer names no card: ''Grüß Gott''','expect.text','','["ab/abcdef.txt","cd/cdef01.json"]','journeys/cards/block.yaml:9:5',1,'synthetic');
INSERT INTO "steps" VALUES(3,1763848937000321,X'7D8398AA17B3E9FF20D7FC6A15A0D3105888FBB10A8504A01723F011CAD3CA20','019aad94-c715-7602-9a9a-9e925b792fa0','019aad94-c707-74ff-ab3c-9250b797528b',2,'Tell the bot','Report','anna','chat','bot','chat.hear','passed',1763848800100000,NULL,'','expect.text','Grüß Gott 😀    "quoted" \ 	','[]','journeys/cards/block.yaml:9:5',1,'synthetic');
INSERT INTO "steps" VALUES(5,1763849074000642,X'22624B284D8A5E239572D2697F1B3B556DB4424BC726E7953D68EB60CAE95B8E','019aad94-c723-77e9-9e03-9f52a8e864d6','019aad94-c71c-76e2-b294-d97fc610089b',1,'Tell the bot','Report','anna','chat','bot','chat.hear','failed',1763848800100000,812.25,'the answer names no card: ''Grüß Gott''','expect.text','','["ab/abcdef.txt","cd/cdef01.json"]','journeys/cards/block.yaml:9:5',1,'synthetic');
INSERT INTO "steps" VALUES(6,1763849074000642,X'E677C6D059FEFC5B9CB8A52CFA1A898630C21384D1860DE149CA3F2399822531','019aad94-c72a-7270-9f78-44066542008d','019aad94-c71c-76e2-b294-d97fc610089b',2,'Tell the bot','Report','anna','chat','bot','chat.hear','passed',1763848800100000,NULL,'','expect.text','Grüß Gott 😀    "quoted" \ 	','[]','journeys/cards/block.yaml:9:5',1,'synthetic');
INSERT INTO "steps" VALUES(8,1763849211000963,X'BFB1F600181F7FE03AA796652A2078459DB926E3F279A79D59866FBDA0C17E91','019aad94-c738-780e-97b7-743063787d8a','019aad94-c731-7c77-bd3b-27241631e2fe',1,'Tell the bot','Report','anna','chat','bot','chat.hear','failed',1763848800100000,812.25,'the answer names no card: ''Grüß Gott''','expect.text','','["ab/abcdef.txt","cd/cdef01.json"]','journeys/cards/block.yaml:9:5',1,'synthetic');
INSERT INTO "steps" VALUES(9,1763849211000963,X'A21860CDE8605E98AF89F3243F6CCA1294159A3165B217DE3DFC2013AFE50DAB','019aad94-c73f-7558-a2d6-d7a0b48cf279','019aad94-c731-7c77-bd3b-27241631e2fe',2,'Tell the bot','Report','anna','chat','bot','chat.hear','passed',1763848800100000,NULL,'','expect.text','Grüß Gott 😀    "quoted" \ 	','[]','journeys/cards/block.yaml:9:5',1,'synthetic');
CREATE INDEX runs_journey ON runs (journey);
CREATE INDEX runs_invocation ON runs (invocation);
CREATE TRIGGER runs_refuse_update BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: rows of runs are never changed'); END;
CREATE TRIGGER runs_refuse_delete BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: rows of runs are never deleted'); END;
CREATE TRIGGER runs_refuse_replace BEFORE INSERT ON runs WHEN EXISTS (SELECT 1 FROM runs WHERE seq = NEW.seq) OR EXISTS (SELECT 1 FROM runs WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: rows of runs are never replaced'); END;
CREATE INDEX steps_run ON steps (run);
CREATE TRIGGER steps_refuse_update BEFORE UPDATE ON steps BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: rows of steps are never changed'); END;
CREATE TRIGGER steps_refuse_delete BEFORE DELETE ON steps BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: rows of steps are never deleted'); END;
CREATE TRIGGER steps_refuse_replace BEFORE INSERT ON steps WHEN EXISTS (SELECT 1 FROM steps WHERE seq = NEW.seq) OR EXISTS (SELECT 1 FROM steps WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: rows of steps are never replaced'); END;
CREATE INDEX findings_invocation ON findings (invocation);
CREATE TRIGGER findings_refuse_update BEFORE UPDATE ON findings BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: rows of findings are never changed'); END;
CREATE TRIGGER findings_refuse_delete BEFORE DELETE ON findings BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: rows of findings are never deleted'); END;
CREATE TRIGGER findings_refuse_replace BEFORE INSERT ON findings WHEN EXISTS (SELECT 1 FROM findings WHERE seq = NEW.seq) OR EXISTS (SELECT 1 FROM findings WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: rows of findings are never replaced'); END;
COMMIT;
